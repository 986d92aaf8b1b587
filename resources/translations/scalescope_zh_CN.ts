<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>scalescope</name>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Underflow</source>
        <translation>下溢</translation>
    </message>
    <message>
        <source>Overflow</source>
        <translation>上溢</translation>
    </message>
    <message>
        <source>Zeros</source>
        <translation>零值</translation>
    </message>
    <message>
        <source>Subnormal</source>
        <translation>次正规数</translation>
    </message>
    <message>
        <source>Amax</source>
        <translation>amax</translation>
    </message>
    <message>
        <source>Lost updates</source>
        <translation>丢失的更新</translation>
    </message>
    <message>
        <source>Share of values that were not zero before the cast, and are after it</source>
        <translation>转换前不为零、转换后为零的值所占比例</translation>
    </message>
    <message>
        <source>Share of values that are not finite after the cast: ±inf or NaN</source>
        <translation>转换后不是有限数（±inf 或 NaN）的值所占比例</translation>
    </message>
    <message>
        <source>Share of values that were zero already before the cast</source>
        <translation>转换前就已为零的值所占比例</translation>
    </message>
    <message>
        <source>Share of values below the format&apos;s smallest normal value: fewer mantissa bits</source>
        <translation>小于该格式最小正规数的值所占比例：这些值的尾数位较少</translation>
    </message>
    <message>
        <source>Largest magnitude before the cast, as a power of two</source>
        <translation>转换前的最大绝对值，以 2 的幂表示</translation>
    </message>
    <message>
        <source>Share of updates that were not zero and left their weight unchanged</source>
        <translation>不为零、却没有改变权重的更新所占比例</translation>
    </message>
    <message>
        <source>Values</source>
        <translation>值的个数</translation>
    </message>
    <message>
        <source>Smallest, not zero</source>
        <translation>最小非零值</translation>
    </message>
    <message>
        <source>±inf before the cast</source>
        <translation>转换前为 ±inf</translation>
    </message>
    <message>
        <source>NaN before the cast</source>
        <translation>转换前为 NaN</translation>
    </message>
    <message>
        <source>Underflow, what if</source>
        <translation>下溢（假设）</translation>
    </message>
    <message>
        <source>Overflow, what if</source>
        <translation>上溢（假设）</translation>
    </message>
    <message>
        <source>Output</source>
        <translation>输出</translation>
    </message>
    <message>
        <source>Output gradient</source>
        <translation>输出梯度</translation>
    </message>
    <message>
        <source>Input gradient</source>
        <translation>输入梯度</translation>
    </message>
    <message>
        <source>Weight</source>
        <translation>权重</translation>
    </message>
    <message>
        <source>Weight gradient</source>
        <translation>权重梯度</translation>
    </message>
    <message>
        <source>Weight update</source>
        <translation>权重更新</translation>
    </message>
    <message>
        <source>Bias</source>
        <translation>偏置</translation>
    </message>
    <message>
        <source>Bias gradient</source>
        <translation>偏置梯度</translation>
    </message>
    <message>
        <source>Bias update</source>
        <translation>偏置更新</translation>
    </message>
    <message>
        <source>Input</source>
        <translation>输入</translation>
    </message>
    <message>
        <source>Loss</source>
        <translation>损失</translation>
    </message>
    <message>
        <source>above %1</source>
        <translation>高于 %1</translation>
    </message>
    <message>
        <source>below %1</source>
        <translation>低于 %1</translation>
    </message>
    <message>
        <source>a finite value</source>
        <translation>有限值</translation>
    </message>
    <message>
        <source>NaN or infinite</source>
        <translation>NaN 或无穷</translation>
    </message>
    <message>
        <source>Promised: %1</source>
        <translation>预期：%1</translation>
    </message>
    <message>
        <source>Not measured</source>
        <translation>未测得</translation>
    </message>
    <message>
        <source>Measured: %1. Promised: %2</source>
        <translation>实测：%1。预期：%2</translation>
    </message>
    <message>
        <source>zero</source>
        <translation>零</translation>
    </message>
    <message>
        <source>subnormal</source>
        <translation>次正规数</translation>
    </message>
    <message>
        <source>normal</source>
        <translation>正规数</translation>
    </message>
    <message>
        <source>infinite</source>
        <translation>无穷</translation>
    </message>
    <message>
        <source>NaN</source>
        <translation>NaN</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>值</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>格式</translation>
    </message>
    <message>
        <source>Code</source>
        <translation>编码</translation>
    </message>
    <message>
        <source>Bits</source>
        <translation>位</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>Below</source>
        <translation>下邻值</translation>
    </message>
    <message>
        <source>Above</source>
        <translation>上邻值</translation>
    </message>
    <message>
        <source>ulp</source>
        <translation>ulp</translation>
    </message>
    <message>
        <source>Error</source>
        <translation>误差</translation>
    </message>
    <message>
        <source>Relative error</source>
        <translation>相对误差</translation>
    </message>
    <message>
        <source>Final loss</source>
        <translation>最终损失</translation>
    </message>
    <message>
        <source>Accuracy</source>
        <translation>准确率</translation>
    </message>
    <message>
        <source>Skipped steps</source>
        <translation>跳过的步</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>步数</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>内存</translation>
    </message>
    <message>
        <source>Each run</source>
        <translation>每个运行单独显示</translation>
    </message>
    <message>
        <source>By name</source>
        <translation>按名称</translation>
    </message>
    <message>
        <source>By precision</source>
        <translation>按精度</translation>
    </message>
    <message>
        <source>By loss scaler</source>
        <translation>按损失缩放器</translation>
    </message>
    <message>
        <source>By experiment</source>
        <translation>按实验</translation>
    </message>
    <message>
        <source>By tags</source>
        <translation>按标签</translation>
    </message>
    <message>
        <source>By %1</source>
        <translation>按 %1</translation>
    </message>
    <message>
        <source>Size of the output</source>
        <translation>输出的大小</translation>
    </message>
    <message>
        <source>Kernel</source>
        <translation>核大小</translation>
    </message>
    <message>
        <source>Side of the square window</source>
        <translation>方形窗口的边长</translation>
    </message>
    <message>
        <source>Adds a trained value to every output</source>
        <translation>给每个输出加上一个可训练的值</translation>
    </message>
    <message>
        <source>Epsilon</source>
        <translation>eps</translation>
    </message>
    <message>
        <source>Added to the variance</source>
        <translation>加在方差上的值</translation>
    </message>
    <message>
        <source>Channels</source>
        <translation>通道数</translation>
    </message>
    <message>
        <source>Stride</source>
        <translation>步幅</translation>
    </message>
    <message>
        <source>Step of the window</source>
        <translation>窗口每次移动的距离</translation>
    </message>
    <message>
        <source>Padding</source>
        <translation>填充</translation>
    </message>
    <message>
        <source>Zeros around the input</source>
        <translation>输入四周补的零</translation>
    </message>
    <message>
        <source>Groups</source>
        <translation>分组数</translation>
    </message>
    <message>
        <source>Channels are split into so many independent parts</source>
        <translation>把通道分成这么多个互相独立的部分</translation>
    </message>
    <message>
        <source>Features</source>
        <translation>特征数</translation>
    </message>
    <message>
        <source>Momentum</source>
        <translation>动量</translation>
    </message>
    <message>
        <source>Weight of a batch in the running statistics</source>
        <translation>一个批次在滑动统计量中的权重</translation>
    </message>
    <message>
        <source>Probability</source>
        <translation>概率</translation>
    </message>
    <message>
        <source>Share of elements set to zero</source>
        <translation>置零元素所占比例</translation>
    </message>
    <message>
        <source>Convolution 2d</source>
        <translation>二维卷积</translation>
    </message>
    <message>
        <source>Linear</source>
        <translation>线性层</translation>
    </message>
    <message>
        <source>ReLU</source>
        <translation>ReLU</translation>
    </message>
    <message>
        <source>Average pool 2d</source>
        <translation>二维平均池化</translation>
    </message>
    <message>
        <source>Max pool 2d</source>
        <translation>二维最大池化</translation>
    </message>
    <message>
        <source>Batch norm</source>
        <translation>批归一化</translation>
    </message>
    <message>
        <source>Layer norm</source>
        <translation>层归一化</translation>
    </message>
    <message>
        <source>Dropout</source>
        <translation>Dropout</translation>
    </message>
    <message>
        <source>Flatten</source>
        <translation>展平</translation>
    </message>
    <message>
        <source>%1 has no setting “%2”</source>
        <translation>%1 没有设置项“%2”</translation>
    </message>
    <message>
        <source>“%1” is not a value for %2</source>
        <translation>“%1”不能作为 %2 的值</translation>
    </message>
    <message>
        <source>Scale</source>
        <translation>缩放</translation>
    </message>
    <message>
        <source>Collapse</source>
        <translation>崩塌</translation>
    </message>
    <message>
        <source>Breakpoint</source>
        <translation>断点</translation>
    </message>
    <message>
        <source>Injection</source>
        <translation>注入</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>修改</translation>
    </message>
    <message>
        <source>Evaluation</source>
        <translation>评估</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>说明</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>ready</source>
        <translation>就绪</translation>
    </message>
    <message>
        <source>running</source>
        <translation>运行中</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>已暂停</translation>
    </message>
    <message>
        <source>finished</source>
        <translation>已完成</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>interrupted</source>
        <translation>已中断</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>随机种子</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>学习率</translation>
    </message>
    <message>
        <source>Batch size</source>
        <translation>批大小</translation>
    </message>
    <message>
        <source>Precision</source>
        <translation>精度</translation>
    </message>
    <message>
        <source>Loss scale</source>
        <translation>损失缩放</translation>
    </message>
    <message>
        <source>Initial loss scale</source>
        <translation>初始损失缩放</translation>
    </message>
    <message>
        <source>Growth interval</source>
        <translation>增长间隔</translation>
    </message>
    <message>
        <source>Growth factor</source>
        <translation>增长因子</translation>
    </message>
    <message>
        <source>Backoff factor</source>
        <translation>回退因子</translation>
    </message>
    <message>
        <source>First steps</source>
        <translation>入门</translation>
    </message>
    <message>
        <source>&lt;h3&gt;A first experiment&lt;/h3&gt;&lt;ol&gt;&lt;li&gt;Press &lt;b&gt;Start&lt;/b&gt; (F5). The same network trains twice, from the same weights on the same batches: once in FP32, once in FP16 with FP32 master weights and a dynamic loss scale.&lt;/li&gt;&lt;li&gt;Watch &lt;b&gt;Loss&lt;/b&gt;: both curves should stay together. &lt;b&gt;Loss scale&lt;/b&gt; marks every skipped step, &lt;b&gt;Underflow share&lt;/b&gt; shows how many values became zero in FP16.&lt;/li&gt;&lt;li&gt;In &lt;b&gt;Setup&lt;/b&gt;, choose the preset that casts the model to half, with no masters and no loss scale, and start again. The run before stays in &lt;b&gt;Runs&lt;/b&gt;: tick it to overlay it.&lt;/li&gt;&lt;li&gt;Select several runs to compare their results and configurations.&lt;/li&gt;&lt;li&gt;With &lt;b&gt;Break on&lt;/b&gt;, training pauses at an overflow, a change of the loss scale, or a NaN. &lt;b&gt;One step&lt;/b&gt; (F10) goes on from there, step by step.&lt;/li&gt;&lt;/ol&gt;</source>
        <translation>&lt;h3&gt;第一个实验&lt;/h3&gt;&lt;ol&gt;&lt;li&gt;按&lt;b&gt;开始&lt;/b&gt;（F5）。同一个网络会训练两次，初始权重相同，批次也相同：一次用 FP32，一次用 FP16，带 FP32 主权重和动态损失缩放。&lt;/li&gt;&lt;li&gt;看&lt;b&gt;损失&lt;/b&gt;：两条曲线应当始终贴近。&lt;b&gt;损失缩放&lt;/b&gt;标出每个跳过的步，&lt;b&gt;下溢占比&lt;/b&gt;显示有多少数值在 FP16 中变成了零。&lt;/li&gt;&lt;li&gt;在&lt;b&gt;实验设置&lt;/b&gt;中选择把模型整个转换为半精度、没有主权重也没有损失缩放的预设，再开始一次。之前的运行留在&lt;b&gt;运行&lt;/b&gt;中：勾选即可叠加显示。&lt;/li&gt;&lt;li&gt;选中几个运行，可以比较它们的结果和配置。&lt;/li&gt;&lt;li&gt;设了&lt;b&gt;断点&lt;/b&gt;，训练会在上溢、损失缩放变化或出现 NaN 时暂停。&lt;b&gt;单步&lt;/b&gt;（F10）从那里一步一步继续。&lt;/li&gt;&lt;/ol&gt;</translation>
    </message>
    <message>
        <source>About ScaleScope</source>
        <translation>关于 ScaleScope</translation>
    </message>
    <message>
        <source>&lt;h3&gt;ScaleScope %1&lt;/h3&gt;&lt;p&gt;A desktop laboratory for mixed-precision training: where, when and why a low-precision run departs from FP32.&lt;/p&gt;&lt;p&gt;Licence: GPL-3.0-or-later. Built on Qt %2, QCustomPlot, oneDNN and SQLite.&lt;/p&gt;</source>
        <translation>&lt;h3&gt;ScaleScope %1&lt;/h3&gt;&lt;p&gt;混合精度训练的桌面实验室：低精度运行在何处、何时、为何偏离 FP32。&lt;/p&gt;&lt;p&gt;许可证：GPL-3.0-or-later。基于 Qt %2、QCustomPlot、oneDNN 和 SQLite。&lt;/p&gt;</translation>
    </message>
    <message>
        <source>Set loss scale</source>
        <translation>设置损失缩放</translation>
    </message>
    <message>
        <source>A number, or a power such as 2^16</source>
        <translation>一个数，或 2^16 这样的幂</translation>
    </message>
    <message>
        <source>Set</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>运行</translation>
    </message>
    <message>
        <source>New loss scale</source>
        <translation>新的损失缩放</translation>
    </message>
    <message>
        <source>Delete runs</source>
        <translation>删除运行</translation>
    </message>
    <message>
        <source>Delete this run from the store?</source>
        <translation>从运行库中删除此运行？</translation>
    </message>
    <message>
        <source>Delete %1 runs from the store?</source>
        <translation>从运行库中删除 %1 个运行？</translation>
    </message>
    <message>
        <source>Their steps, events and checkpoints are deleted with them. This cannot be undone.</source>
        <translation>其步、事件和检查点会一并删除，且无法撤销。</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Training is in progress.</source>
        <translation>训练正在进行。</translation>
    </message>
    <message>
        <source>Stop it and close? The runs are kept in the store, up to the step they have reached.</source>
        <translation>停止训练并关闭？各运行会保留在运行库中，直到已完成的那一步。</translation>
    </message>
    <message>
        <source>Stop and close</source>
        <translation>停止并关闭</translation>
    </message>
    <message>
        <source>The last steps are not in the store.</source>
        <translation>最后几步还没有写入运行库。</translation>
    </message>
    <message>
        <source>%1 cannot be written: its disk is full, or another program holds it. Make room and try again, or close and train these steps again later.</source>
        <translation>无法写入 %1：磁盘已满，或文件被其他程序占用。腾出空间后重试；也可以先关闭，以后再重新训练这几步。</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Close anyway</source>
        <translation>仍然关闭</translation>
    </message>
    <message>
        <source>on</source>
        <translation>开</translation>
    </message>
    <message>
        <source>off</source>
        <translation>关</translation>
    </message>
    <message>
        <source>cause unknown</source>
        <translation>原因未知</translation>
    </message>
    <message>
        <source>injected fault</source>
        <translation>注入的故障</translation>
    </message>
    <message>
        <source>non-finite input</source>
        <translation>输入非有限</translation>
    </message>
    <message>
        <source>input spike</source>
        <translation>输入尖峰</translation>
    </message>
    <message>
        <source>exploding activation</source>
        <translation>激活爆炸</translation>
    </message>
    <message>
        <source>exploding gradient</source>
        <translation>梯度爆炸</translation>
    </message>
    <message>
        <source>loss scale too high</source>
        <translation>损失缩放过高</translation>
    </message>
    <message>
        <source>clipped to FP8</source>
        <translation>被裁剪到 FP8</translation>
    </message>
    <message>
        <source>collapsed loss scale</source>
        <translation>损失缩放崩塌</translation>
    </message>
    <message>
        <source>NaN from the loss</source>
        <translation>损失产生 NaN</translation>
    </message>
    <message>
        <source>format too narrow</source>
        <translation>格式过窄</translation>
    </message>
    <message>
        <source>weight overflow</source>
        <translation>权重上溢</translation>
    </message>
    <message>
        <source>non-finite weights</source>
        <translation>权重非有限</translation>
    </message>
    <message>
        <source>eps underflow</source>
        <translation>eps 下溢</translation>
    </message>
    <message>
        <source>second moment underflow</source>
        <translation>二阶矩下溢</translation>
    </message>
    <message>
        <source>batch statistics in half</source>
        <translation>半精度批次统计量</translation>
    </message>
    <message>
        <source>no loss scale</source>
        <translation>没有损失缩放</translation>
    </message>
    <message>
        <source>loss scale too low</source>
        <translation>损失缩放过低</translation>
    </message>
    <message>
        <source>cap of the loss scale too low</source>
        <translation>损失缩放上限过低</translation>
    </message>
    <message>
        <source>lost updates</source>
        <translation>丢失的更新</translation>
    </message>
    <message>
        <source>clipping before unscaling</source>
        <translation>反缩放之前裁剪</translation>
    </message>
    <message>
        <source>It is static: every such step is lost.</source>
        <translation>它是静态的：每个这样的步都会丢失。</translation>
    </message>
    <message>
        <source>A script set it.</source>
        <translation>它由脚本设定。</translation>
    </message>
    <message>
        <source>Exploding gradient: the FP32 sums of %1 leave FP32, so large are the values and gradients that go into them.</source>
        <translation>梯度爆炸：%1 的 FP32 求和超出 FP32 的范围，因为参与求和的值和梯度过大。</translation>
    </message>
    <message>
        <source>Exploding gradient: %1 reached %2 before the loss scale of %3</source>
        <translation>梯度爆炸：%1 在乘以损失缩放 %3 之前已达到 %2</translation>
    </message>
    <message>
        <source>The first tensor to go non-finite was %1, which reached %2</source>
        <translation>最先变为非有限的张量是 %1，达到 %2</translation>
    </message>
    <message>
        <source>The first tensor to be clipped was %1, which reached %2</source>
        <translation>最先被裁剪的张量是 %1，达到 %2</translation>
    </message>
    <message>
        <source>Planted on purpose: %1.</source>
        <translation>有意注入：%1。</translation>
    </message>
    <message>
        <source>Every forward pass through %1 meets it.</source>
        <translation>每次经过%1的前向传播都会遇到它。</translation>
    </message>
    <message>
        <source>The batch of step %1 holds %2 value that is NaN or infinite. That comes from the data, whatever the precision.</source>
        <translation>第 %1 步的批次含有 %2 个 NaN 或无穷大的值。这来自数据，与精度无关。</translation>
    </message>
    <message>
        <source>The batch of step %1 holds %2 values that are NaN or infinite. That comes from the data, whatever the precision.</source>
        <translation>第 %1 步的批次含有 %2 个 NaN 或无穷大的值。这来自数据，与精度无关。</translation>
    </message>
    <message>
        <source>Input spike: the batch of step %1 holds values up to %2, %3 times as large as in step %4.</source>
        <translation>输入尖峰：第 %1 步的批次中最大值达 %2，是第 %4 步的 %3 倍。</translation>
    </message>
    <message>
        <source>Exploding activation: %1 reached %2</source>
        <translation>激活爆炸：%1 达到 %2</translation>
    </message>
    <message>
        <source>Exploding activation: %1 reached %2, %3 times as large as in step %4</source>
        <translation>激活爆炸：%1 达到 %2，是第 %4 步的 %3 倍</translation>
    </message>
    <message>
        <source>Clipped: values of %1 up to %2 became %3, the largest of %4.</source>
        <translation>裁剪：%1 中最大达 %2 的值变成了 %4 的最大值 %3。</translation>
    </message>
    <message>
        <source>That is normal where values grow: their scale comes from the amax of the steps before, and follows.</source>
        <translation>值在增长时这属正常现象：其缩放取自此前各步的 amax，随后会跟上。</translation>
    </message>
    <message>
        <source>Nothing scales them: choose scales from an amax history.</source>
        <translation>这些值没有任何缩放：应根据 amax 历史选择缩放。</translation>
    </message>
    <message>
        <source>Most other layers compute in a wider format: give this one BF16 or FP32, too.</source>
        <translation>其他层大多使用更宽的格式计算：这一层也应使用 BF16 或 FP32。</translation>
    </message>
    <message>
        <source>Scale the data, or give the first layer BF16 or FP32.</source>
        <translation>对数据进行缩放，或让第一层使用 BF16 或 FP32。</translation>
    </message>
    <message>
        <source>BF16 or FP32 would hold it in this layer.</source>
        <translation>在这一层使用 BF16 或 FP32 即可容纳它。</translation>
    </message>
    <message>
        <source>Format too narrow: %1 reaches %2 unscaled</source>
        <translation>格式过窄：%1 反缩放后达到 %2</translation>
    </message>
    <message>
        <source>Format too narrow: %1 reaches %2</source>
        <translation>格式过窄：%1 达到 %2</translation>
    </message>
    <message>
        <source>Adam&apos;s eps of %1 is 0 in %2: where the second moment is 0 too, the update divides by zero. %3 is not finite in step %4. Choose a larger eps, or keep FP32 master weights.</source>
        <translation>Adam 的 eps（%1）在 %2 中为 0：二阶矩也为 0 之处，更新会除以零。%3 在第 %4 步为非有限。应选择更大的 eps，或保留 FP32 主权重。</translation>
    </message>
    <message>
        <source>Batch statistics in %1: %2 sums its mean and variance in it, and of finite values makes NaN or infinity: a sum leaves the %3 that it holds.</source>
        <translation>%1 批次统计量：%2 以该格式对均值和方差求和，由有限值得到 NaN 或无穷大：某个和超出了它能表示的 %3。</translation>
    </message>
    <message>
        <source>Keep the statistics in FP32.</source>
        <translation>应以 FP32 保存统计量。</translation>
    </message>
    <message>
        <source>The weights of %1 were not finite before this step: of finite values it makes NaN or infinity, before any rounding.</source>
        <translation>%1的权重在这一步之前已为非有限：在任何舍入之前，它就由有限值得到 NaN 或无穷大。</translation>
    </message>
    <message>
        <source>The update of step %1 made %2 value of %3 non-finite; every forward pass from then on is.</source>
        <translation>第 %1 步的更新使 %3 的 %2 个值变为非有限；此后每次前向传播都是非有限的。</translation>
    </message>
    <message>
        <source>The update of step %1 made %2 values of %3 non-finite; every forward pass from then on is.</source>
        <translation>第 %1 步的更新使 %3 的 %2 个值变为非有限；此后每次前向传播都是非有限的。</translation>
    </message>
    <message>
        <source>Weight overflow: of finite values %1 makes NaN or infinity before any rounding, since a weight has outgrown its format: the last update overflowed. The loss scale cannot help.</source>
        <translation>权重上溢：%1在任何舍入之前就由有限值得到 NaN 或无穷大，因为某个权重已超出其格式：上一次更新发生了上溢。损失缩放无济于事。</translation>
    </message>
    <message>
        <source>Weight overflow: after step %1, %2 reaches %3, beyond the %4 that %5 holds. The loss scale cannot help.</source>
        <translation>权重上溢：第 %1 步之后，%2 达到 %3，超出 %5 能表示的 %4。损失缩放无济于事。</translation>
    </message>
    <message>
        <source>A gradient is not finite, and no tensor that is watched went non-finite before it: the cause is unknown.</source>
        <translation>有梯度为非有限，而此前没有任何受监视的张量变为非有限：原因未知。</translation>
    </message>
    <message>
        <source>A fault had been planted in step %1 (%2): this may come of it.</source>
        <translation>第 %1 步曾注入故障（%2）：这可能由此引起。</translation>
    </message>
    <message>
        <source>NaN from the loss: every logit is finite, and the gradient of the loss is not. A label of this batch is no class of the network.</source>
        <translation>损失产生 NaN：所有 logit 都是有限的，而损失的梯度不是。该批次中有标签不属于网络的任何类别。</translation>
    </message>
    <message>
        <source>Collapsed loss scale: at %1 unscaling multiplies by infinity, and every gradient becomes NaN or infinite, although no tensor was. Only setting the scale by hand helps.</source>
        <translation>损失缩放崩塌：在 %1 处，反缩放相当于乘以无穷大，所有梯度都变为 NaN 或无穷大，尽管没有任何张量如此。只有手动设定缩放才有用。</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation>%1（%2）</translation>
    </message>
    <message>
        <source>more than %1</source>
        <translation>%1 以上</translation>
    </message>
    <message>
        <source>%1, beyond the %2 that %3 holds</source>
        <translation>%1，超出 %3 能表示的 %2</translation>
    </message>
    <message>
        <source>%1 (%2 in step %3, %4 in the FP32 run).</source>
        <translation>%1（第 %3 步为 %2，FP32 运行中为 %4）。</translation>
    </message>
    <message>
        <source>%1 (%2 in step %3).</source>
        <translation>%1（第 %3 步为 %2）。</translation>
    </message>
    <message>
        <source>%1 (%2 in the FP32 run).</source>
        <translation>%1（FP32 运行中为 %2）。</translation>
    </message>
    <message>
        <source>%1.</source>
        <translation>%1。</translation>
    </message>
    <message>
        <source>Lowering the loss scale cannot help: the forward pass does not depend on it.</source>
        <translation>降低损失缩放无济于事：前向传播与它无关。</translation>
    </message>
    <message>
        <source>The first tensor to overflow was %1.</source>
        <translation>最先上溢的张量是 %1。</translation>
    </message>
    <message>
        <source>first in step %1 (%2 apart, chance explains %3)</source>
        <translation>首次在第 %1 步（相差 %2，随机波动可解释 %3）</translation>
    </message>
    <message>
        <source>first in step %1 (no longer finite, chance explains %3)</source>
        <translation>首次在第 %1 步（不再有限，随机波动可解释 %3）</translation>
    </message>
    <message>
        <source>first in step %1 (%2 apart, chance explains %3), and within chance again after step %4</source>
        <translation>首次在第 %1 步（相差 %2，随机波动可解释 %3），第 %4 步之后回到随机波动范围内</translation>
    </message>
    <message>
        <source>first in step %1 (no longer finite, chance explains %3), and within chance again after step %4</source>
        <translation>首次在第 %1 步（不再有限，随机波动可解释 %3），第 %4 步之后回到随机波动范围内</translation>
    </message>
    <message>
        <source>%1 parts from %2 by more than chance: the loss %3; the weights never.</source>
        <translation>%1 与 %2 的偏离超出随机波动：损失%3；权重从未偏离。</translation>
    </message>
    <message>
        <source>%1 parts from %2 by more than chance: the loss %3; the weights %4, in %5.</source>
        <translation>%1 与 %2 的偏离超出随机波动：损失%3；权重%4，位于 %5。</translation>
    </message>
    <message>
        <source>%1 parts from %2 by more than chance: the loss %3; the weights %4.</source>
        <translation>%1 与 %2 的偏离超出随机波动：损失%3；权重%4。</translation>
    </message>
    <message>
        <source>%1 parts from %2 by more than chance: the weights %4, in %5; the loss never.</source>
        <translation>%1 与 %2 的偏离超出随机波动：权重%4，位于 %5；损失从未偏离。</translation>
    </message>
    <message>
        <source>%1 parts from %2 by more than chance: the weights %4; the loss never.</source>
        <translation>%1 与 %2 的偏离超出随机波动：权重%4；损失从未偏离。</translation>
    </message>
    <message>
        <source>%1 is the FP32 run that the others are compared with.</source>
        <translation>%1 是其他运行的比较对象，即 FP32 运行。</translation>
    </message>
    <message>
        <source>%1 is the noise floor: how it differs from %2 is chance.</source>
        <translation>%1 是噪声基底：它与 %2 的差异属随机波动。</translation>
    </message>
    <message>
        <source>Chance was not measured: without a noise floor, no difference between %1 and %2 can be called an effect of precision.</source>
        <translation>未测量随机波动：没有噪声基底，%1 与 %2 之间的任何差异都不能归因于精度。</translation>
    </message>
    <message>
        <source>%1 stays as close to %2 as chance alone would leave it: no effect of precision was found.</source>
        <translation>%1 与 %2 的差异始终在随机波动范围内：未发现精度的影响。</translation>
    </message>
    <message>
        <source>The loss scale of %1 is held by its cap of %2; it could be 2^%3 times as high. At that scale %4 would.</source>
        <translation>损失缩放 %1 受限于其上限 %2；它可以提高到 2^%3 倍。在该缩放下，变为零的占 %4。</translation>
    </message>
    <message>
        <source>Vanishing gradients: %1 of what is not zero in %2 (%3), %4 of its sum, becomes zero in %5.</source>
        <translation>梯度消失：%2（%3）的非零值中有 %1（占总和的 %4）在 %5 中变为零。</translation>
    </message>
    <message>
        <source>No loss scale holds both these and the largest: the format is too narrow here.</source>
        <translation>没有任何损失缩放能同时容纳这些值和最大的值：格式在此处过窄。</translation>
    </message>
    <message>
        <source>Clipping before unscaling: the threshold of %1 meets gradients that are %2 times as large, so it is really %3. Clip after unscaling.</source>
        <translation>反缩放之前裁剪：阈值 %1 遇到的是放大了 %2 倍的梯度，实际阈值为 %3。应在反缩放之后裁剪。</translation>
    </message>
    <message>
        <source>Clipping before unscaling: the threshold of %1 meets gradients that are %2 times as large, so it is really %3, and moves whenever the scale does. Clip after unscaling.</source>
        <translation>反缩放之前裁剪：阈值 %1 遇到的是放大了 %2 倍的梯度，实际阈值为 %3，并随损失缩放变化。应在反缩放之后裁剪。</translation>
    </message>
    <message>
        <source>Adam&apos;s eps of %1 is 0 in %2, in which %3 is computed: where the second moment is 0 too, it divides by zero.</source>
        <translation>Adam 的 eps（%1）在 %2 中为 0，而 %3 正是用该格式计算的：二阶矩也为 0 之处会除以零。</translation>
    </message>
    <message>
        <source>Format too narrow: %1 of what is not zero in %2 (%3), %4 of its sum, becomes zero in %5.</source>
        <translation>格式过窄：%2（%3）的非零值中有 %1（占总和的 %4）在 %5 中变为零。</translation>
    </message>
    <message>
        <source>No loss scale changes that in the forward pass.</source>
        <translation>损失缩放在前向传播中无法改变这一点。</translation>
    </message>
    <message>
        <source>Most other layers compute in a wider format.</source>
        <translation>其他层大多使用更宽的格式计算。</translation>
    </message>
    <message>
        <source>%1 multiplied by %2</source>
        <translation>%1 乘以 %2</translation>
    </message>
    <message>
        <source>the first value of %1 set to %2</source>
        <translation>%1 的第一个值设为 %2</translation>
    </message>
    <message>
        <source>loss scale set to %1</source>
        <translation>损失缩放设为 %1</translation>
    </message>
    <message>
        <source>Second moment underflow: The update of %1 in step %2 reached %3, where Adam&apos;s is %4 at most: for %5 of its gradients the second moment is 0 in %6, and it divides by eps alone. Keep FP32 master weights, or choose a much larger eps.</source>
        <translation>二阶矩下溢：%1 在第 %2 步的更新达到 %3，而 Adam 的更新至多为 %4：其梯度中有 %5 的二阶矩在 %6 中为 0，因而只除以 eps。应保留 FP32 主权重，或选择大得多的 eps。</translation>
    </message>
    <message>
        <source>%1 of %2 step skipped</source>
        <translation>%2 步中跳过了 %1 步</translation>
    </message>
    <message>
        <source>%1 of %2 steps skipped</source>
        <translation>%2 步中跳过了 %1 步</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1，%2</translation>
    </message>
    <message>
        <source>%1 while the scale came down to what held</source>
        <translation>%1 步在缩放降到可行值的过程中</translation>
    </message>
    <message>
        <source>%1 after it had grown</source>
        <translation>%1 步在缩放增长之后</translation>
    </message>
    <message>
        <source>What is not the scale&apos;s doing begins with %1 in step %2.</source>
        <translation>并非由缩放引起的问题始于第 %2 步：%1。</translation>
    </message>
    <message>
        <source>The loss had risen or was not finite: look at the data, the learning rate and the first culprit, not at the scale.</source>
        <translation>损失已上升或为非有限：应检查数据、学习率和首个元凶，而不是缩放。</translation>
    </message>
    <message>
        <source>%1, as expected: the loss scale came down from %2 until gradients fitted.</source>
        <translation>%1，符合预期：损失缩放从 %2 下降，直到梯度能够容纳。</translation>
    </message>
    <message>
        <source>%1, as expected: the loss scale is still coming down from %2.</source>
        <translation>%1，符合预期：损失缩放仍在从 %2 下降。</translation>
    </message>
    <message>
        <source>%1, as expected: %2.</source>
        <translation>%1，符合预期：%2。</translation>
    </message>
    <message>
        <source>%1, as expected: %2. A dynamic loss scale tries a higher one every %3 step, and pays at most one skip for it.</source>
        <translation>%1，符合预期：%2。动态损失缩放每 %3 步尝试一次更高的值，为此至多跳过一步。</translation>
    </message>
    <message>
        <source>%1, as expected: %2. A dynamic loss scale tries a higher one every %3 steps, and pays at most one skip for it.</source>
        <translation>%1，符合预期：%2。动态损失缩放每 %3 步尝试一次更高的值，为此至多跳过一步。</translation>
    </message>
    <message>
        <source>%1, more than expected: %2.</source>
        <translation>%1，多于预期：%2。</translation>
    </message>
    <message>
        <source>%1, not expected: the scale does not give way, so every step that overflows at it is lost.</source>
        <translation>%1，不符合预期：缩放不会让步，因此每个在该缩放下上溢的步都会丢失。</translation>
    </message>
    <message>
        <source>%1, not expected: there is no loss scale that could be too high.</source>
        <translation>%1，不符合预期：没有可能过高的损失缩放。</translation>
    </message>
    <message>
        <source>No step was skipped.</source>
        <translation>没有跳过任何步。</translation>
    </message>
    <message>
        <source>%1, not all of them the loss scale&apos;s doing: %2 in step %3.</source>
        <translation>%1，并非全部由损失缩放引起：第 %3 步为%2。</translation>
    </message>
    <message>
        <source>forward</source>
        <translation>前向</translation>
    </message>
    <message>
        <source>backward</source>
        <translation>反向</translation>
    </message>
    <message>
        <source>update</source>
        <translation>更新</translation>
    </message>
    <message>
        <source>weights</source>
        <translation>权重</translation>
    </message>
    <message>
        <source>the network</source>
        <translation>网络</translation>
    </message>
    <message>
        <source>the input</source>
        <translation>输入</translation>
    </message>
    <message>
        <source>the loss</source>
        <translation>损失</translation>
    </message>
    <message>
        <source>the %1</source>
        <translation>%1</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1%</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <translation>%1%2</translation>
    </message>
    <message>
        <source>%1; %2</source>
        <translation>%1；%2</translation>
    </message>
    <message>
        <source>%1 in step %2</source>
        <translation>%1（第 %2 步）</translation>
    </message>
    <message>
        <source>Planted on purpose: %1. What the run shows from then on may come of that.</source>
        <translation>有意注入：%1。此后运行中的现象可能由此引起。</translation>
    </message>
    <message>
        <source>Article CNN: FP32 masters</source>
        <translation>文章 CNN：FP32 主权重</translation>
    </message>
    <message>
        <source>FP32 beside FP16 with FP32 master weights and a dynamic loss scale.</source>
        <translation>FP32 与带 FP32 主权重和动态损失缩放的 FP16 并排训练。</translation>
    </message>
    <message>
        <source>Article CNN: cast to half</source>
        <translation>文章 CNN：整体转换为半精度</translation>
    </message>
    <message>
        <source>Weights, gradients and optimizer state all in FP16, with no masters and no loss scale: small updates are rounded away.</source>
        <translation>权重、梯度和优化器状态都是 FP16，没有主权重也没有损失缩放：小的更新会被舍入掉。</translation>
    </message>
    <message>
        <source>Underflow: gradients that vanish</source>
        <translation>下溢：消失的梯度</translation>
    </message>
    <message>
        <source>The same FP16 run with and without a loss scale: watch the share of gradients that become 0.</source>
        <translation>同样的 FP16 运行，有损失缩放和没有损失缩放：看变成 0 的梯度占多少。</translation>
    </message>
    <message>
        <source>Overflow: a scale that is too high</source>
        <translation>上溢：过高的缩放</translation>
    </message>
    <message>
        <source>A scale from 2^24 that grows every 5 clean steps: skipped steps, backoff, and growth again.</source>
        <translation>缩放从 2^24 开始，每 5 个正常步增长一次：跳过的步、回退，然后再增长。</translation>
    </message>
    <message>
        <source>Small MLP on Fashion-MNIST</source>
        <translation>Fashion-MNIST 上的小型 MLP</translation>
    </message>
    <message>
        <source>Three layers that train fast: FP32, FP16 with masters, and the model cast to half.</source>
        <translation>训练很快的三层网络：FP32、带主权重的 FP16、整体转换为半精度的模型。</translation>
    </message>
    <message>
        <source>Batch norm CNN: autocast</source>
        <translation>批归一化 CNN：自动转换</translation>
    </message>
    <message>
        <source>A per-operation list that keeps normalisation in FP32, beside a model cast to half.</source>
        <translation>按操作列表让归一化保持 FP32，与整体转换为半精度的模型并排。</translation>
    </message>
    <message>
        <source>AdamW: state in half</source>
        <translation>AdamW：半精度状态</translation>
    </message>
    <message>
        <source>Adam&apos;s eps and second moments vanish in FP16; with FP32 masters they do not.</source>
        <translation>Adam 的 eps 和二阶矩在 FP16 中消失；有 FP32 主权重就不会。</translation>
    </message>
    <message>
        <source>Every precision policy</source>
        <translation>每种精度策略</translation>
    </message>
    <message>
        <source>Six policies side by side on the small MLP.</source>
        <translation>六种策略在小型 MLP 上并排。</translation>
    </message>
    <message>
        <source>Spirals: no data files needed</source>
        <translation>螺旋：不需要数据文件</translation>
    </message>
    <message>
        <source>A made-up data set in two dimensions, for a first look on any machine.</source>
        <translation>二维的人造数据集，在任何机器上都能先看看。</translation>
    </message>
    <message>
        <source>skipped: %1 value overflowed, first in %2 (scale %3)</source>
        <translation>已跳过：%1 个数值上溢，最先在 %2（缩放 %3）</translation>
    </message>
    <message>
        <source>skipped: %1 values overflowed, first in %2 (scale %3)</source>
        <translation>已跳过：%1 个数值上溢，最先在 %2（缩放 %3）</translation>
    </message>
    <message>
        <source>skipped: %1 value of the gradients not finite (scale %2)</source>
        <translation>已跳过：梯度中 %1 个数值非有限（缩放 %2）</translation>
    </message>
    <message>
        <source>skipped: %1 values of the gradients not finite (scale %2)</source>
        <translation>已跳过：梯度中 %1 个数值非有限（缩放 %2）</translation>
    </message>
    <message>
        <source>applied, although %1 value overflowed, first in %2 (scale %3)</source>
        <translation>已应用，尽管 %1 个数值上溢，最先在 %2（缩放 %3）</translation>
    </message>
    <message>
        <source>applied, although %1 values overflowed, first in %2 (scale %3)</source>
        <translation>已应用，尽管 %1 个数值上溢，最先在 %2（缩放 %3）</translation>
    </message>
    <message>
        <source>applied, although %1 value of the gradients not finite (scale %2)</source>
        <translation>已应用，尽管梯度中 %1 个数值非有限（缩放 %2）</translation>
    </message>
    <message>
        <source>applied, although %1 values of the gradients not finite (scale %2)</source>
        <translation>已应用，尽管梯度中 %1 个数值非有限（缩放 %2）</translation>
    </message>
    <message>
        <source>scale grew from %1 to %2</source>
        <translation>缩放从 %1 增长到 %2</translation>
    </message>
    <message>
        <source>scale backed off from %1 to %2</source>
        <translation>缩放从 %1 回退到 %2</translation>
    </message>
    <message>
        <source>scale changed by its script from %1 to %2</source>
        <translation>缩放由脚本从 %1 改为 %2</translation>
    </message>
    <message>
        <source>scale changed from %1 to %2</source>
        <translation>缩放从 %1 改为 %2</translation>
    </message>
    <message>
        <source>collapsed: lowering the scale cannot help; first non-finite tensor: none, but 1/scale is infinite</source>
        <translation>已崩塌：降低缩放无济于事；没有非有限的张量，但 1/缩放 是无穷</translation>
    </message>
    <message>
        <source>collapsed: lowering the scale cannot help; first non-finite tensor: %1</source>
        <translation>已崩塌：降低缩放无济于事；最先非有限的张量：%1</translation>
    </message>
    <message>
        <source>the loss scale is at its floor of %1 and step %2 still overflowed</source>
        <translation>损失缩放已在下限 %1，而第 %2 步仍然上溢</translation>
    </message>
    <message>
        <source>accuracy %1 %, loss %2</source>
        <translation>准确率 %1 %，损失 %2</translation>
    </message>
    <message>
        <source>failed: %1</source>
        <translation>失败：%1</translation>
    </message>
    <message>
        <source>changed by hand: %1</source>
        <translation>手动更改：%1</translation>
    </message>
    <message>
        <source>learning rate %1</source>
        <translation>学习率 %1</translation>
    </message>
    <message>
        <source>set by hand from %1 to %2</source>
        <translation>手动从 %1 改为 %2</translation>
    </message>
    <message>
        <source>injected: %1 multiplied by %2</source>
        <translation>已注入：%1 乘以 %2</translation>
    </message>
    <message>
        <source>injected: the first value of %1 set to %2</source>
        <translation>已注入：%1 的第一个数值设为 %2</translation>
    </message>
    <message>
        <source>injected: loss scale set to %1</source>
        <translation>已注入：损失缩放设为 %1</translation>
    </message>
    <message>
        <source>paused before the update: %1</source>
        <translation>在更新之前暂停：%1</translation>
    </message>
    <message>
        <source>%1 value overflowed, the first in %2</source>
        <translation>%1 个数值上溢，最先在 %2</translation>
    </message>
    <message>
        <source>%1 values overflowed, the first in %2</source>
        <translation>%1 个数值上溢，最先在 %2</translation>
    </message>
    <message>
        <source>%1 value is NaN or infinite, the first in %2</source>
        <translation>%1 个数值为 NaN 或无穷，最先在 %2</translation>
    </message>
    <message>
        <source>%1 values are NaN or infinite, the first in %2</source>
        <translation>%1 个数值为 NaN 或无穷，最先在 %2</translation>
    </message>
    <message>
        <source>%1 value is NaN or infinite</source>
        <translation>%1 个数值为 NaN 或无穷</translation>
    </message>
    <message>
        <source>%1 values are NaN or infinite</source>
        <translation>%1 个数值为 NaN 或无穷</translation>
    </message>
    <message>
        <source>the loss is not finite, the first such tensor is %1</source>
        <translation>损失不是有限数，最先如此的张量是 %1</translation>
    </message>
    <message>
        <source>the loss is not finite</source>
        <translation>损失不是有限数</translation>
    </message>
    <message>
        <source>the loss scale is about to change from %1 to %2</source>
        <translation>损失缩放即将从 %1 变为 %2</translation>
    </message>
    <message>
        <source>%1 of the values that were cast underflowed</source>
        <translation>转换的数值中有 %1 下溢</translation>
    </message>
    <message>
        <source>the loss differs from the FP32 run&apos;s by %1</source>
        <translation>损失与 FP32 运行相差 %1</translation>
    </message>
    <message>
        <source>this is the step that was asked for</source>
        <translation>这就是指定的那一步</translation>
    </message>
    <message>
        <source>number of the step</source>
        <translation>步的编号</translation>
    </message>
    <message>
        <source>loss of the batch</source>
        <translation>批次的损失</translation>
    </message>
    <message>
        <source>loss scale</source>
        <translation>损失缩放</translation>
    </message>
    <message>
        <source>global norm of the gradients</source>
        <translation>梯度的全局范数</translation>
    </message>
    <message>
        <source>learning rate</source>
        <translation>学习率</translation>
    </message>
    <message>
        <source>accuracy of the batch</source>
        <translation>批次的准确率</translation>
    </message>
    <message>
        <source>time of a step in milliseconds</source>
        <translation>一步的毫秒数</translation>
    </message>
    <message>
        <source>seconds</source>
        <translation>秒</translation>
    </message>
    <message>
        <source>whether an overflow was found</source>
        <translation>是否发现上溢</translation>
    </message>
    <message>
        <source>whether the update was applied</source>
        <translation>更新是否已应用</translation>
    </message>
    <message>
        <source>whether the update was skipped</source>
        <translation>更新是否被跳过</translation>
    </message>
    <message>
        <source>values that overflowed</source>
        <translation>上溢的数值</translation>
    </message>
    <message>
        <source>values that underflowed</source>
        <translation>下溢的数值</translation>
    </message>
    <message>
        <source>values cast</source>
        <translation>转换的数值</translation>
    </message>
    <message>
        <source>updates that were lost</source>
        <translation>丢失的更新</translation>
    </message>
    <message>
        <source>samples seen</source>
        <translation>已见样本数</translation>
    </message>
    <message>
        <source>loss on the test set</source>
        <translation>测试集上的损失</translation>
    </message>
    <message>
        <source>accuracy on the test set</source>
        <translation>测试集上的准确率</translation>
    </message>
    <message>
        <source>Reading %1…</source>
        <translation>正在读取 %1…</translation>
    </message>
    <message>
        <source>Reading the steps before…</source>
        <translation>正在读取之前的步…</translation>
    </message>
    <message>
        <source>Building the networks…</source>
        <translation>正在构建网络…</translation>
    </message>
    <message>
        <source>the picture cannot be written here</source>
        <translation>无法在此处写入图片</translation>
    </message>
    <message>
        <source>this directory cannot be made</source>
        <translation>无法创建此目录</translation>
    </message>
    <message>
        <source>expected at least one value to be changed</source>
        <translation>应至少更改一个值</translation>
    </message>
    <message>
        <source>cannot be written: %1</source>
        <translation>无法写入：%1</translation>
    </message>
    <message>
        <source>is there already and is no safetensors file; it was left as it was</source>
        <translation>已存在，且不是 safetensors 文件；未作改动</translation>
    </message>
    <message>
        <source>%1 dimensions, expected 1 (labels) or 2 to 4 (samples)</source>
        <translation>有 %1 个维度，应为 1 个（标签）或 2 到 4 个（样本）</translation>
    </message>
    <message>
        <source>%1 dimensions; labels have one (are these the images?)</source>
        <translation>有 %1 个维度；标签只有一个维度（这是不是图像文件？）</translation>
    </message>
    <message>
        <source>%1 failed: %2</source>
        <translation>“%1”失败：%2</translation>
    </message>
    <message>
        <source>%1 failed: %2 (%3)</source>
        <translation>“%1”失败：%2 (%3)</translation>
    </message>
    <message>
        <source>%1 feature columns; an image of %2 takes %3</source>
        <translation>有 %1 个特征列；形状为 %2 的图像需要 %3 个</translation>
    </message>
    <message>
        <source>%1 fields, expected %2 as in the first row</source>
        <translation>有 %1 个字段，应与第一行一样为 %2 个</translation>
    </message>
    <message>
        <source>%1 has bits 0 to %2</source>
        <translation>%1 的位为 0 到 %2</translation>
    </message>
    <message>
        <source>%1 has elements 0 to %2, not &quot;%3&quot;</source>
        <translation>%1 的元素为 0 到 %2，没有“%3”</translation>
    </message>
    <message>
        <source>%1 has no &quot;%2&quot;; it has %3</source>
        <translation>%1 中没有“%2”；其中有 %3</translation>
    </message>
    <message>
        <source>%1 is %2, which has nothing in it; give all of %1</source>
        <translation>%1 是 %2，其中没有下级内容；请给出整个 %1</translation>
    </message>
    <message>
        <source>%1 is a format of the operands of matrix products: only conv2d and linear layers compute in it</source>
        <translation>%1 是矩阵乘积操作数的格式：只有 conv2d 和 linear 层用它计算</translation>
    </message>
    <message>
        <source>%1 is no back end of ScaleScope: it lacks scalescopeBackendModule</source>
        <translation>%1 不是 ScaleScope 的后端：缺少 scalescopeBackendModule</translation>
    </message>
    <message>
        <source>%1 is no column of %2</source>
        <translation>%1 不是 %2 的列</translation>
    </message>
    <message>
        <source>%1 is not there</source>
        <translation>%1 不存在</translation>
    </message>
    <message>
        <source>%1 names %2, and no such file is there</source>
        <translation>%1 指定了 %2，但没有这个文件</translation>
    </message>
    <message>
        <source>%1 not found</source>
        <translation>找不到 %1</translation>
    </message>
    <message>
        <source>%1 samples of %2 features are more than 2^28 values</source>
        <translation>%1 个样本、每个 %2 个特征，合计超过 2^28 个值</translation>
    </message>
    <message>
        <source>%1 texts, as many as the lesson has</source>
        <translation>%1 个文本，与课程中的数量相同</translation>
    </message>
    <message>
        <source>%1 was built for another version of ScaleScope (%2, interface %3; this is %4, interface %5)</source>
        <translation>%1 是为另一版本的 ScaleScope 构建的（%2，接口 %3；当前为 %4，接口 %5）</translation>
    </message>
    <message>
        <source>%1, %2 thread</source>
        <translation>%1，%2 个线程</translation>
    </message>
    <message>
        <source>%1, %2 threads</source>
        <translation>%1，%2 个线程</translation>
    </message>
    <message>
        <source>%1, checkpoint at step %2</source>
        <translation>%1，第 %2 步的检查点</translation>
    </message>
    <message>
        <source>%1, column &quot;%2&quot;</source>
        <translation>%1，列“%2”</translation>
    </message>
    <message>
        <source>%1, run &quot;%2&quot;, checkpoint at step %3</source>
        <translation>%1，运行“%2”，第 %3 步的检查点</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>%1: %2 stored, %3 now</source>
        <translation>%1：存储值为 %2，现在为 %3</translation>
    </message>
    <message>
        <source>%1: %2, row %3</source>
        <translation>%1: %2，第 %3 行</translation>
    </message>
    <message>
        <source>%1: %2: %3</source>
        <translation>%1: %2: %3</translation>
    </message>
    <message>
        <source>%1: %2; %3 records wait in memory, and writing them is tried again</source>
        <translation>%1: %2；有 %3 条记录在内存中等待，将再次尝试写入</translation>
    </message>
    <message>
        <source>%1: a record of run %2 of the experiment has no place in the store: %3</source>
        <translation>%1: 实验的运行 %2 有一条记录无法放入运行库：%3</translation>
    </message>
    <message>
        <source>%1: byte %2</source>
        <translation>%1: 字节 %2</translation>
    </message>
    <message>
        <source>%1: experiment &quot;%2&quot;</source>
        <translation>%1: 实验“%2”</translation>
    </message>
    <message>
        <source>%1: header</source>
        <translation>%1: 文件头</translation>
    </message>
    <message>
        <source>%1: line %2</source>
        <translation>%1: 第 %2 行</translation>
    </message>
    <message>
        <source>%1: line %2, column %3</source>
        <translation>%1: 第 %2 行第 %3 列</translation>
    </message>
    <message>
        <source>%1: metadata &quot;%2&quot;</source>
        <translation>%1: 元数据“%2”</translation>
    </message>
    <message>
        <source>%1: point %2 (%3)</source>
        <translation>%1: 第 %2 点 (%3)</translation>
    </message>
    <message>
        <source>%1: point (%2)</source>
        <translation>%1: 点 (%2)</translation>
    </message>
    <message>
        <source>%1: record before byte %2</source>
        <translation>%1: 第 %2 字节之前的记录</translation>
    </message>
    <message>
        <source>%1: row %2, column &quot;%3&quot;</source>
        <translation>%1: 第 %2 行，列“%3”</translation>
    </message>
    <message>
        <source>%1: run &quot;%2&quot;</source>
        <translation>%1: 运行“%2”</translation>
    </message>
    <message>
        <source>%1: tensor &quot;%2&quot;</source>
        <translation>%1: 张量“%2”</translation>
    </message>
    <message>
        <source>%1; %2 not found either: no NVIDIA driver here</source>
        <translation>%1；也找不到 %2：本机没有 NVIDIA 驱动程序</translation>
    </message>
    <message>
        <source>%1; %2 records are not written yet</source>
        <translation>%1；还有 %2 条记录尚未写入</translation>
    </message>
    <message>
        <source>%1; %2 records could not be written</source>
        <translation>%1；有 %2 条记录未能写入</translation>
    </message>
    <message>
        <source>%1; it holds %2</source>
        <translation>%1；其中有 %2</translation>
    </message>
    <message>
        <source>%1; it holds no runs</source>
        <translation>%1；其中没有运行</translation>
    </message>
    <message>
        <source>%1; run &quot;%2&quot; failed: %3</source>
        <translation>%1；运行“%2”失败：%3</translation>
    </message>
    <message>
        <source>2: spirals lie in a plane</source>
        <translation>数值 2（螺旋位于平面内）</translation>
    </message>
    <message>
        <source>CUDA back end</source>
        <translation>CUDA 后端</translation>
    </message>
    <message>
        <source>CUDA_VISIBLE_DEVICES chooses another</source>
        <translation>用 CUDA_VISIBLE_DEVICES 可选择另一个</translation>
    </message>
    <message>
        <source>GPU memory</source>
        <translation>GPU 内存</translation>
    </message>
    <message>
        <source>Histograms are not imported.</source>
        <translation>直方图不会导入。</translation>
    </message>
    <message>
        <source>JSON nested deeper than %1 levels</source>
        <translation>JSON 嵌套超过 %1 层</translation>
    </message>
    <message>
        <source>PyTorch&apos;s torch.amp cannot express any of its runs: %1</source>
        <translation>PyTorch 的 torch.amp 无法表达其中任何一个运行：%1</translation>
    </message>
    <message>
        <source>PyTorch&apos;s torch.amp cannot express this run: %1</source>
        <translation>PyTorch 的 torch.amp 无法表达这个运行：%1</translation>
    </message>
    <message>
        <source>SQLite says: %1</source>
        <translation>SQLite 报告：%1</translation>
    </message>
    <message>
        <source>ScaleScope computes on the first usable GPU</source>
        <translation>ScaleScope 在第一个可用的 GPU 上计算</translation>
    </message>
    <message>
        <source>The column &quot;%1&quot; holds text in %2 row, which is passed over.</source>
        <translation>列“%1”有 %2 行是文本，已略过。</translation>
    </message>
    <message>
        <source>The column &quot;%1&quot; holds text in %2 rows, which is passed over.</source>
        <translation>列“%1”有 %2 行是文本，已略过。</translation>
    </message>
    <message>
        <source>The last line is cut, and was passed over.</source>
        <translation>最后一行不完整，已略过。</translation>
    </message>
    <message>
        <source>The last record of %1 is cut, and was passed over.</source>
        <translation>%1 的最后一条记录不完整，已略过。</translation>
    </message>
    <message>
        <source>[channels, height, width] or [features]</source>
        <translation>数组 [通道, 高, 宽] 或 [特征]</translation>
    </message>
    <message>
        <source>&quot;%1&quot; has more bits than %2, which has %3</source>
        <translation>“%1”的位数多于 %2，后者有 %3 位</translation>
    </message>
    <message>
        <source>&quot;%1&quot; has no bits after the colon; expected such as 0x3c01, 0b0011 or 15361</source>
        <translation>“%1”的冒号后面没有位；应写成 0x3c01、0b0011 或 15361 这样的形式</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is no JSON pointer; expected one as &quot;/optimizer/lr&quot;</source>
        <translation>“%1”不是 JSON 指针；应形如 &quot;/optimizer/lr&quot;</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is no power of two; %2</source>
        <translation>“%1”不是 2 的幂；%2</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is not a number; %2</source>
        <translation>“%1”不是数；%2</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is not the index of a layer: the network has layers 0 to %2</source>
        <translation>“%1”不是层的索引：网络的层为 0 到 %2</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is out of the range of double precision, 2^-1074 to 1.8e308</source>
        <translation>“%1”超出双精度的范围（2^-1074 到 1.8e308）</translation>
    </message>
    <message>
        <source>&quot;%1&quot; names no format; expected one of %2</source>
        <translation>“%1”中没有格式名；应为以下之一：%2</translation>
    </message>
    <message>
        <source>&quot;%1&quot;: %2</source>
        <translation>“%1”: %2</translation>
    </message>
    <message>
        <source>&quot;applied&quot; and &quot;skipped&quot; tell the same: name one of them</source>
        <translation>“applied”和“skipped”含义相同：只需指定其中之一</translation>
    </message>
    <message>
        <source>&quot;end&quot; or an integer from %1 to %2</source>
        <translation>&quot;end&quot; 或 %1 到 %2 之间的整数</translation>
    </message>
    <message>
        <source>&quot;scale&quot; concerns no tensor: leave &quot;tensor&quot; out</source>
        <translation>&quot;scale&quot; 不涉及张量：请去掉 &quot;tensor&quot;</translation>
    </message>
    <message>
        <source>&quot;tensor&quot; is missing: &quot;input&quot;, &quot;layers.0.output&quot;, …</source>
        <translation>缺少 &quot;tensor&quot;：&quot;input&quot;、&quot;layers.0.output&quot; 等</translation>
    </message>
    <message>
        <source>a GPU from %1 (Turing) on is needed</source>
        <translation>需要 %1 (Turing) 或更新的 GPU</translation>
    </message>
    <message>
        <source>a checkpoint of %1 bytes is more than SQLite can keep</source>
        <translation>检查点有 %1 字节，超出 SQLite 能保存的大小</translation>
    </message>
    <message>
        <source>a column of %1</source>
        <translation>%1 的列</translation>
    </message>
    <message>
        <source>a column&apos;s name, or its index from 0</source>
        <translation>列名，或从 0 起的列序号</translation>
    </message>
    <message>
        <source>a convolution</source>
        <translation>卷积</translation>
    </message>
    <message>
        <source>a field longer than 1 MiB</source>
        <translation>有超过 1 MiB 的字段</translation>
    </message>
    <message>
        <source>a file name</source>
        <translation>文件名</translation>
    </message>
    <message>
        <source>a finite number</source>
        <translation>有限数</translation>
    </message>
    <message>
        <source>a line break has no place in the option &quot;%1&quot;</source>
        <translation>选项“%1”中不能有换行</translation>
    </message>
    <message>
        <source>a logarithmic range lies above 0</source>
        <translation>对数范围必须大于 0</translation>
    </message>
    <message>
        <source>a matrix product</source>
        <translation>矩阵乘积</translation>
    </message>
    <message>
        <source>a name in one line, without control characters</source>
        <translation>不含控制字符的单行名称</translation>
    </message>
    <message>
        <source>a name of at most %1 bytes</source>
        <translation>不超过 %1 字节的名称</translation>
    </message>
    <message>
        <source>a name that is not empty</source>
        <translation>非空的名称</translation>
    </message>
    <message>
        <source>a number</source>
        <translation>数</translation>
    </message>
    <message>
        <source>a number above 0</source>
        <translation>大于 0 的数</translation>
    </message>
    <message>
        <source>a number above 0 and below 1</source>
        <translation>大于 0 且小于 1 的数</translation>
    </message>
    <message>
        <source>a number above 0 that FP32 can hold</source>
        <translation>大于 0 且 FP32 能表示的数</translation>
    </message>
    <message>
        <source>a number from 0</source>
        <translation>不小于 0 的数字</translation>
    </message>
    <message>
        <source>a number from 0 to 0.9</source>
        <translation>介于 0 和 0.9 之间的数</translation>
    </message>
    <message>
        <source>a number from 0 to 1</source>
        <translation>介于 0 和 1 之间的数</translation>
    </message>
    <message>
        <source>a number from 0 to 1000</source>
        <translation>介于 0 和 1000 之间的数</translation>
    </message>
    <message>
        <source>a number of at least 1</source>
        <translation>不小于 1 的数</translation>
    </message>
    <message>
        <source>a number, &quot;nan&quot;, &quot;inf&quot; or &quot;-inf&quot;</source>
        <translation>数字、&quot;nan&quot;、&quot;inf&quot; 或 &quot;-inf&quot;</translation>
    </message>
    <message>
        <source>a pair [step, scale]</source>
        <translation>一对值 [步, 缩放]</translation>
    </message>
    <message>
        <source>a pair, [from, to]</source>
        <translation>一对值 [from, to]</translation>
    </message>
    <message>
        <source>a part of cuDNN 9 is missing or of another version: install all of cuDNN 9, or name its folder in LD_LIBRARY_PATH</source>
        <translation>cuDNN 9 的某一部分缺失或版本不同：请安装完整的 cuDNN 9，或在 LD_LIBRARY_PATH 中写上它所在的文件夹</translation>
    </message>
    <message>
        <source>a path</source>
        <translation>路径</translation>
    </message>
    <message>
        <source>a positive number</source>
        <translation>正数</translation>
    </message>
    <message>
        <source>a quote within a field that does not begin with one</source>
        <translation>字段不以引号开头，中间却有引号</translation>
    </message>
    <message>
        <source>a quoted field begins here and is never closed</source>
        <translation>带引号的字段从这里开始，却没有结束引号</translation>
    </message>
    <message>
        <source>a range of %1 bytes for shape %2</source>
        <translation>长 %1 字节的范围（形状为 %2）</translation>
    </message>
    <message>
        <source>a range within the %1 bytes of data that the file holds</source>
        <translation>文件所含 %1 字节数据以内的范围</translation>
    </message>
    <message>
        <source>a record of %1 bytes; at most 256 MiB are read</source>
        <translation>记录长 %1 字节；最多读取 256 MiB</translation>
    </message>
    <message>
        <source>a record whose checksum is wrong: the file is damaged</source>
        <translation>记录的校验和错误：文件已损坏</translation>
    </message>
    <message>
        <source>a row without a step</source>
        <translation>没有步编号的一行</translation>
    </message>
    <message>
        <source>a run asks for %1, %2 of %3 are free; a smaller batch, fewer runs or the CPU back end need less</source>
        <translation>一个运行需要 %1，共 %3，空闲 %2；减小批次、减少运行或改用 CPU 后端可降低需求</translation>
    </message>
    <message>
        <source>a second column is named %1</source>
        <translation>另有一列也名为 %1</translation>
    </message>
    <message>
        <source>a state of a run</source>
        <translation>运行的状态</translation>
    </message>
    <message>
        <source>a tensor of %1 could not be allocated; this run uses %2, %3 are free</source>
        <translation>无法为 %1 的张量分配内存；本运行已用 %2，空闲 %3</translation>
    </message>
    <message>
        <source>a text</source>
        <translation>文本</translation>
    </message>
    <message>
        <source>a text that is not empty</source>
        <translation>非空文本</translation>
    </message>
    <message>
        <source>a training step</source>
        <translation>训练步</translation>
    </message>
    <message>
        <source>a whole number from 0 on</source>
        <translation>不小于 0 的整数</translation>
    </message>
    <message>
        <source>accuracy</source>
        <translation>准确率</translation>
    </message>
    <message>
        <source>an array</source>
        <translation>数组</translation>
    </message>
    <message>
        <source>an experiment has one noise floor at most; &quot;%1&quot; is it already</source>
        <translation>一个实验最多有一个噪声基底；“%1”已经是噪声基底</translation>
    </message>
    <message>
        <source>an image of at most 2^28 values</source>
        <translation>不超过 2^28 个值的图像</translation>
    </message>
    <message>
        <source>an integer</source>
        <translation>整数</translation>
    </message>
    <message>
        <source>an integer from %1 to %2</source>
        <translation>介于 %1 和 %2 之间的整数</translation>
    </message>
    <message>
        <source>an integer of at least %1</source>
        <translation>不小于 %1 的整数</translation>
    </message>
    <message>
        <source>an integer of at most %1</source>
        <translation>不大于 %1 的整数</translation>
    </message>
    <message>
        <source>an object</source>
        <translation>对象</translation>
    </message>
    <message>
        <source>announces a header of %1 bytes, but %2 bytes follow (and 100000000 are the most allowed)</source>
        <translation>声明文件头长 %1 字节，但其后只有 %2 字节（且最多允许 100000000 字节）</translation>
    </message>
    <message>
        <source>applied</source>
        <translation>更新是否已应用</translation>
    </message>
    <message>
        <source>asking for the GPU&apos;s name</source>
        <translation>查询 GPU 的名称</translation>
    </message>
    <message>
        <source>asking for the free device memory</source>
        <translation>查询设备的空闲内存</translation>
    </message>
    <message>
        <source>at least one layer</source>
        <translation>至少一层</translation>
    </message>
    <message>
        <source>at least one outcome</source>
        <translation>至少一个结果</translation>
    </message>
    <message>
        <source>at least one run</source>
        <translation>至少一个运行</translation>
    </message>
    <message>
        <source>at least one step</source>
        <translation>至少一个步骤</translation>
    </message>
    <message>
        <source>back end &quot;%1&quot;</source>
        <translation>后端“%1”</translation>
    </message>
    <message>
        <source>batch normalisation</source>
        <translation>批归一化</translation>
    </message>
    <message>
        <source>batch normalisation&apos;s backward</source>
        <translation>批归一化的反向计算</translation>
    </message>
    <message>
        <source>begins at byte %1 of the data and leaves a gap; expected byte %2</source>
        <translation>从数据的字节 %1 处开始，前面留有空隙；应从字节 %2 处开始</translation>
    </message>
    <message>
        <source>begins at byte %1 of the data and overlaps the tensor before it; expected byte %2</source>
        <translation>从数据的字节 %1 处开始，与前一个张量重叠；应从字节 %2 处开始</translation>
    </message>
    <message>
        <source>bit %1</source>
        <translation>位 %1</translation>
    </message>
    <message>
        <source>bringing a batch to the device</source>
        <translation>把批次送到设备</translation>
    </message>
    <message>
        <source>brings the network to more than %1 trained parameters</source>
        <translation>使网络的训练参数超过 %1 个</translation>
    </message>
    <message>
        <source>build ScaleScope where nvcc and cuDNN 9 are, with cmake -DSCALESCOPE_CUDA=ON</source>
        <translation>在有 nvcc 和 cuDNN 9 的机器上用 cmake -DSCALESCOPE_CUDA=ON 构建 ScaleScope</translation>
    </message>
    <message>
        <source>build the program and its CUDA module together, once more</source>
        <translation>请把程序及其 CUDA 模块一起重新构建</translation>
    </message>
    <message>
        <source>bytes follow the data that the header announces</source>
        <translation>文件头声明的数据之后还有字节</translation>
    </message>
    <message>
        <source>bytes follow the data: it holds %1 bytes, its header announces %2</source>
        <translation>数据之后还有字节：文件有 %1 字节，文件头声明 %2 字节</translation>
    </message>
    <message>
        <source>cannot be locked: the store must lie on a local disk</source>
        <translation>无法锁定：运行库必须位于本地磁盘上</translation>
    </message>
    <message>
        <source>cannot be made</source>
        <translation>无法创建</translation>
    </message>
    <message>
        <source>cannot be made: %1</source>
        <translation>无法创建：%1</translation>
    </message>
    <message>
        <source>cannot be merged into %1: %2</source>
        <translation>无法合并到 %1：%2</translation>
    </message>
    <message>
        <source>cannot be opened</source>
        <translation>无法打开</translation>
    </message>
    <message>
        <source>cannot be opened: %1</source>
        <translation>无法打开：%1</translation>
    </message>
    <message>
        <source>cannot be opened: no permission</source>
        <translation>无法打开：没有权限</translation>
    </message>
    <message>
        <source>cannot be read or written: input/output error</source>
        <translation>无法读写：输入/输出错误</translation>
    </message>
    <message>
        <source>cannot be read: %1</source>
        <translation>无法读取：%1</translation>
    </message>
    <message>
        <source>cannot be read: no permission</source>
        <translation>无法读取：没有权限</translation>
    </message>
    <message>
        <source>cannot be replaced: %1</source>
        <translation>无法替换：%1</translation>
    </message>
    <message>
        <source>cannot be started</source>
        <translation>无法启动</translation>
    </message>
    <message>
        <source>cannot be started: %1</source>
        <translation>无法启动：%1</translation>
    </message>
    <message>
        <source>cannot be used in WAL mode: it must lie on a local disk</source>
        <translation>无法以 WAL 模式使用：必须位于本地磁盘上</translation>
    </message>
    <message>
        <source>cannot be written: the disk is full</source>
        <translation>无法写入：磁盘已满</translation>
    </message>
    <message>
        <source>cannot go on from step %1</source>
        <translation>无法从第 %1 步继续</translation>
    </message>
    <message>
        <source>cannot work on an input of %1: from 1 to %2 elements are possible</source>
        <translation>无法处理形状为 %1 的输入：元素数必须在 1 到 %2 之间</translation>
    </message>
    <message>
        <source>capturing a step</source>
        <translation>捕获一步</translation>
    </message>
    <message>
        <source>cast elements</source>
        <translation>转换的元素数</translation>
    </message>
    <message>
        <source>choosing a matrix product&apos;s algorithm</source>
        <translation>选择矩阵乘积的算法</translation>
    </message>
    <message>
        <source>choosing the GPU</source>
        <translation>选择 GPU</translation>
    </message>
    <message>
        <source>clearing a tensor&apos;s statistics</source>
        <translation>清零张量的统计</translation>
    </message>
    <message>
        <source>clearing device memory</source>
        <translation>清零设备内存</translation>
    </message>
    <message>
        <source>clearing room for batches</source>
        <translation>清零批次所用的内存</translation>
    </message>
    <message>
        <source>clearing tensors&apos; statistics</source>
        <translation>清零各张量的统计</translation>
    </message>
    <message>
        <source>clearing the counts of casts</source>
        <translation>清零转换的计数</translation>
    </message>
    <message>
        <source>comes from another program: ScaleScope cannot go on with it</source>
        <translation>来自其他程序：ScaleScope 无法继续训练它</translation>
    </message>
    <message>
        <source>comes from another program: ScaleScope cannot train it again</source>
        <translation>来自其他程序：ScaleScope 无法重新训练它</translation>
    </message>
    <message>
        <source>configuration</source>
        <translation>配置</translation>
    </message>
    <message>
        <source>copying a tensor</source>
        <translation>复制张量</translation>
    </message>
    <message>
        <source>copying from the device</source>
        <translation>从设备复制</translation>
    </message>
    <message>
        <source>copying to the device</source>
        <translation>复制到设备</translation>
    </message>
    <message>
        <source>correct %1, or unset it</source>
        <translation>更正 %1，或取消该变量</translation>
    </message>
    <message>
        <source>cuBLAS of CUDA%1</source>
        <translation>CUDA%1 的 cuBLAS</translation>
    </message>
    <message>
        <source>cuDNN%1</source>
        <translation>cuDNN%1</translation>
    </message>
    <message>
        <source>data set</source>
        <translation>数据集</translation>
    </message>
    <message>
        <source>dataset &quot;%1&quot;</source>
        <translation>数据集“%1”</translation>
    </message>
    <message>
        <source>describing a batch normalisation to cuDNN</source>
        <translation>向 cuDNN 描述批归一化</translation>
    </message>
    <message>
        <source>describing a convolution to cuDNN</source>
        <translation>向 cuDNN 描述卷积</translation>
    </message>
    <message>
        <source>describing a matrix product to cuBLASLt</source>
        <translation>向 cuBLASLt 描述矩阵乘积</translation>
    </message>
    <message>
        <source>describing a tensor to cuDNN</source>
        <translation>向 cuDNN 描述张量</translation>
    </message>
    <message>
        <source>divergence of %1</source>
        <translation>%1 的偏离</translation>
    </message>
    <message>
        <source>divergence of the whole model</source>
        <translation>整个模型的偏离</translation>
    </message>
    <message>
        <source>divergence: other tensors are stored</source>
        <translation>偏离：存储的是其他张量</translation>
    </message>
    <message>
        <source>does not fit into the memory of this machine</source>
        <translation>本机内存容纳不下</translation>
    </message>
    <message>
        <source>each column once</source>
        <translation>每列只出现一次</translation>
    </message>
    <message>
        <source>edit</source>
        <translation>编辑</translation>
    </message>
    <message>
        <source>evaluation after %1 steps</source>
        <translation>%1 步之后的评估</translation>
    </message>
    <message>
        <source>events of the loss scale</source>
        <translation>损失缩放的事件</translation>
    </message>
    <message>
        <source>expected %1, found %2</source>
        <translation>应为%1，实际为 %2</translation>
    </message>
    <message>
        <source>expected /POINTER=VALUE,VALUE,…, found &quot;%1&quot;</source>
        <translation>应为 /POINTER=VALUE,VALUE,…，实际为“%1”</translation>
    </message>
    <message>
        <source>expected a finite number, found &quot;%1&quot;</source>
        <translation>应为有限数，实际为“%1”</translation>
    </message>
    <message>
        <source>expected a list of objects, found %1 in it</source>
        <translation>应为对象的列表，但其中有 %1</translation>
    </message>
    <message>
        <source>expected a list of objects, or an object a line</source>
        <translation>应为对象的列表，或每行一个对象</translation>
    </message>
    <message>
        <source>expected a number such as 0.1, -6.5e4, 0x1.8p-3, 2^-24, 1.5*2^-14, inf or nan, or the bits of a format such as fp16:0x3c01</source>
        <translation>应为 0.1、-6.5e4、0x1.8p-3、2^-24、1.5*2^-14、inf 或 nan 这样的数，或 fp16:0x3c01 这样的某格式的位</translation>
    </message>
    <message>
        <source>expected a number, found %1</source>
        <translation>应为数字，实际为 %1</translation>
    </message>
    <message>
        <source>expected a positive finite number, found %1</source>
        <translation>应为有限的正数，实际为 %1</translation>
    </message>
    <message>
        <source>expected a positive number</source>
        <translation>应为正数</translation>
    </message>
    <message>
        <source>expected a range as &quot;1..10&quot;, &quot;0..1 step 0.25&quot;, &quot;1e-4..1e-1 log 4&quot; or &quot;0..1 lin 5&quot;, found &quot;%1&quot;</source>
        <translation>应为 &quot;1..10&quot;、&quot;0..1 step 0.25&quot;、&quot;1e-4..1e-1 log 4&quot; 或 &quot;0..1 lin 5&quot; 这样的范围，实际为“%1”</translation>
    </message>
    <message>
        <source>expected a range from the smaller to the larger number, in steps above 0</source>
        <translation>范围应从较小的数到较大的数，且步长大于 0</translation>
    </message>
    <message>
        <source>expected a text, found %1</source>
        <translation>应为文本，实际为 %1</translation>
    </message>
    <message>
        <source>expected a whole number of values, at least 2</source>
        <translation>取值个数应为整数，且至少为 2</translation>
    </message>
    <message>
        <source>expected an array of values, or a range as &quot;1..10&quot; or &quot;1e-4..1e-1 log 4&quot;</source>
        <translation>应为取值的数组，或 &quot;1..10&quot;、&quot;1e-4..1e-1 log 4&quot; 这样的范围</translation>
    </message>
    <message>
        <source>expected an integer from %1 to %2, found &quot;%3&quot;</source>
        <translation>应为 %1 到 %2 之间的整数，实际为“%3”</translation>
    </message>
    <message>
        <source>expected an object that a run was exported as</source>
        <translation>应为运行导出成的对象</translation>
    </message>
    <message>
        <source>expected an object, found %1</source>
        <translation>应为对象，实际为 %1</translation>
    </message>
    <message>
        <source>expected at most %1 layers, found %2</source>
        <translation>最多允许 %1 层，实际有 %2 层</translation>
    </message>
    <message>
        <source>expected at most %1 runs, found %2</source>
        <translation>最多应有 %1 个运行，实际有 %2 个</translation>
    </message>
    <message>
        <source>expected exactly one of &quot;multiply&quot;, &quot;set&quot; and &quot;scale&quot;</source>
        <translation>&quot;multiply&quot;、&quot;set&quot; 和 &quot;scale&quot; 应恰好给出一个</translation>
    </message>
    <message>
        <source>expected hexadecimal digits, found &quot;%1&quot;</source>
        <translation>应为十六进制数字，实际为“%1”</translation>
    </message>
    <message>
        <source>expected the line that names the columns, found the number %1</source>
        <translation>应为列出各列名称的行，实际为数字 %1</translation>
    </message>
    <message>
        <source>experiment</source>
        <translation>实验</translation>
    </message>
    <message>
        <source>experiment &quot;%1&quot; has no uid</source>
        <translation>实验“%1”没有 uid</translation>
    </message>
    <message>
        <source>extent %1 of dimension %2 makes the file larger than any that is read</source>
        <translation>维度 %2 的大小 %1 使文件超出可读取的上限</translation>
    </message>
    <message>
        <source>extent %1 of dimension %2, expected at least 1</source>
        <translation>维度 %2 的大小为 %1，至少应为 1</translation>
    </message>
    <message>
        <source>faults are planted in it</source>
        <translation>其中注入了故障</translation>
    </message>
    <message>
        <source>floating-point elements; labels are integers</source>
        <translation>元素是浮点数；标签应为整数</translation>
    </message>
    <message>
        <source>found %1, expected a finite number that FP32 can hold</source>
        <translation>实际为 %1，应为 FP32 能表示的有限数</translation>
    </message>
    <message>
        <source>found %1, expected a number</source>
        <translation>实际为 %1，应为数</translation>
    </message>
    <message>
        <source>found %1, expected ≥ 1</source>
        <translation>实际为 %1，应 ≥ 1</translation>
    </message>
    <message>
        <source>found_inf</source>
        <translation>found_inf</translation>
    </message>
    <message>
        <source>giving cuDNN its stream</source>
        <translation>为 cuDNN 设置流</translation>
    </message>
    <message>
        <source>gradient norm</source>
        <translation>梯度范数</translation>
    </message>
    <message>
        <source>has %1 fields, expected %2</source>
        <translation>有 %1 个字段，应为 %2 个</translation>
    </message>
    <message>
        <source>has %1 fields, the first line names %2 columns</source>
        <translation>有 %1 个字段，而第一行列出了 %2 列</translation>
    </message>
    <message>
        <source>has %1 groups, which do not divide its %2 input channels</source>
        <translation>有 %1 个分组，不能整除其 %2 个输入通道</translation>
    </message>
    <message>
        <source>has %1 groups, which do not divide its %2 output channels</source>
        <translation>有 %1 个分组，不能整除其 %2 个输出通道</translation>
    </message>
    <message>
        <source>has %1 values for %2 columns</source>
        <translation>有 %1 个值，而列数为 %2</translation>
    </message>
    <message>
        <source>has %1 values, expected those of shape %2</source>
        <translation>有 %1 个值，应与形状 %2 相符</translation>
    </message>
    <message>
        <source>has %1 values, where %2 has %3; they change together</source>
        <translation>有 %1 个取值，而 %2 有 %3 个；两者须同步变化</translation>
    </message>
    <message>
        <source>has an empty value; an empty text is &quot;\&quot;\&quot;&quot;</source>
        <translation>含有空的取值；空文本写作 &quot;\&quot;\&quot;&quot;</translation>
    </message>
    <message>
        <source>has an odd number of hexadecimal digits</source>
        <translation>十六进制数字的个数为奇数</translation>
    </message>
    <message>
        <source>has finished: there is nothing to go on with</source>
        <translation>已经完成：没有可以继续的内容</translation>
    </message>
    <message>
        <source>has kernel %1, larger than its input %2</source>
        <translation>核大小为 %1，大于其输入 %2</translation>
    </message>
    <message>
        <source>has kernel %1, larger than its input %2 with padding %3</source>
        <translation>核大小为 %1，大于其输入 %2 加上填充 %3</translation>
    </message>
    <message>
        <source>has more than %1 values</source>
        <translation>取值超过 %1 个</translation>
    </message>
    <message>
        <source>has no FP32 run beside it that trains as it does</source>
        <translation>没有与之并行、训练方式相同的 FP32 运行</translation>
    </message>
    <message>
        <source>has no algorithm for a linear layer of this size on this GPU</source>
        <translation>在这个 GPU 上没有适用于这种大小的线性层的算法</translation>
    </message>
    <message>
        <source>has no checkpoint at step %1; it has them at %2</source>
        <translation>在第 %1 步没有检查点；有检查点的步：%2</translation>
    </message>
    <message>
        <source>has no checkpoint to fork from</source>
        <translation>没有可供分叉的检查点</translation>
    </message>
    <message>
        <source>has no checkpoint to take weights from</source>
        <translation>没有可从中取得权重的检查点</translation>
    </message>
    <message>
        <source>has no column &quot;%1&quot;</source>
        <translation>没有列“%1”</translation>
    </message>
    <message>
        <source>has no run %1</source>
        <translation>没有运行 %1</translation>
    </message>
    <message>
        <source>has no steps to compare with</source>
        <translation>没有可供比较的步</translation>
    </message>
    <message>
        <source>has padding %1, more than half its kernel %2</source>
        <translation>填充为 %1，超过其核大小 %2 的一半</translation>
    </message>
    <message>
        <source>holds %1 bytes; CIFAR-10&apos;s binary files hold records of 3073 bytes, at least one</source>
        <translation>有 %1 字节；CIFAR-10 的二进制文件由 3073 字节的记录组成，至少一条</translation>
    </message>
    <message>
        <source>holds %1 bytes; a safetensors file begins with 8 bytes that give its header&apos;s length</source>
        <translation>有 %1 字节；safetensors 文件以表示文件头长度的 8 个字节开头</translation>
    </message>
    <message>
        <source>holds %1 labels, but %2 holds %3 samples</source>
        <translation>有 %1 个标签，但 %2 有 %3 个样本</translation>
    </message>
    <message>
        <source>holds %1 tensors; this run has %2</source>
        <translation>含有 %1 个张量；这个运行有 %2 个</translation>
    </message>
    <message>
        <source>holds a header, but no rows of data</source>
        <translation>有表头，但没有数据行</translation>
    </message>
    <message>
        <source>holds a number beyond what a double holds</source>
        <translation>含有超出双精度浮点数范围的数字</translation>
    </message>
    <message>
        <source>holds more than %1 bytes, the most that is read</source>
        <translation>超过 %1 字节，即可读取的上限</translation>
    </message>
    <message>
        <source>holds more than 100 million points</source>
        <translation>含有超过 1 亿个数据点</translation>
    </message>
    <message>
        <source>holds more than 64 MiB, too much for a text</source>
        <translation>超过 64 MiB，作为文本过大</translation>
    </message>
    <message>
        <source>holds no event file of TensorBoard (&quot;…tfevents…&quot;)</source>
        <translation>不含 TensorBoard 的事件文件（“…tfevents…”）</translation>
    </message>
    <message>
        <source>holds no line that names its columns</source>
        <translation>没有列出各列名称的行</translation>
    </message>
    <message>
        <source>holds no row with a number</source>
        <translation>没有任何含数字的行</translation>
    </message>
    <message>
        <source>holds no rows</source>
        <translation>没有任何行</translation>
    </message>
    <message>
        <source>holds no training samples</source>
        <translation>不含训练样本</translation>
    </message>
    <message>
        <source>holds no training samples; at least one is needed</source>
        <translation>没有训练样本；至少需要一个</translation>
    </message>
    <message>
        <source>import</source>
        <translation>导入</translation>
    </message>
    <message>
        <source>initial weights</source>
        <translation>初始权重</translation>
    </message>
    <message>
        <source>injection</source>
        <translation>注入</translation>
    </message>
    <message>
        <source>install %1, or name its folder in LD_LIBRARY_PATH</source>
        <translation>请安装 %1，或在 LD_LIBRARY_PATH 中写上它所在的文件夹</translation>
    </message>
    <message>
        <source>install NVIDIA&apos;s driver (a machine without an NVIDIA GPU trains on the CPU)</source>
        <translation>请安装 NVIDIA 驱动程序（没有 NVIDIA GPU 的机器在 CPU 上训练）</translation>
    </message>
    <message>
        <source>install a newer NVIDIA driver</source>
        <translation>请安装更新的 NVIDIA 驱动程序</translation>
    </message>
    <message>
        <source>install the cuDNN and CUDA that it was built with, or build it again: %1</source>
        <translation>请安装构建它时所用的 cuDNN 和 CUDA，或重新构建它：%1</translation>
    </message>
    <message>
        <source>is a checkpoint of version %1; this ScaleScope reads version %2</source>
        <translation>是版本 %1 的检查点；当前的 ScaleScope 读取版本 %2</translation>
    </message>
    <message>
        <source>is a database of another program, not a ScaleScope store; it was left as it was</source>
        <translation>是其他程序的数据库，不是 ScaleScope 运行库；文件未作改动</translation>
    </message>
    <message>
        <source>is a device or socket, expected a regular file</source>
        <translation>是设备或套接字，应为普通文件</translation>
    </message>
    <message>
        <source>is a directory, expected a file</source>
        <translation>是目录，应为文件</translation>
    </message>
    <message>
        <source>is a folder; expected a file</source>
        <translation>是文件夹；应为文件</translation>
    </message>
    <message>
        <source>is a fork, and the checkpoint that it began from, at step %1, is gone</source>
        <translation>是一个分叉，而它起始的检查点（第 %1 步）已不存在</translation>
    </message>
    <message>
        <source>is a pipe, expected a regular file</source>
        <translation>是管道，应为普通文件</translation>
    </message>
    <message>
        <source>is above the learning rate of %1, %2</source>
        <translation>高于 %1 的学习率 %2</translation>
    </message>
    <message>
        <source>is above the learning rate, %1</source>
        <translation>高于学习率 %1</translation>
    </message>
    <message>
        <source>is being trained by another process</source>
        <translation>正由另一个进程训练</translation>
    </message>
    <message>
        <source>is closed already</source>
        <translation>已经关闭</translation>
    </message>
    <message>
        <source>is damaged: %1</source>
        <translation>已损坏：%1</translation>
    </message>
    <message>
        <source>is damaged: %1, and %2 more, which scalescope-cli check lists</source>
        <translation>已损坏：%1，另有 %2 个问题，可用 scalescope-cli check 列出</translation>
    </message>
    <message>
        <source>is empty: there is no run in it yet</source>
        <translation>是空的：其中还没有运行</translation>
    </message>
    <message>
        <source>is empty; expected a training log</source>
        <translation>为空；应为训练日志</translation>
    </message>
    <message>
        <source>is in this store already, as run %1</source>
        <translation>已在此运行库中，即运行 %1</translation>
    </message>
    <message>
        <source>is locked by another program</source>
        <translation>已被其他程序锁定</translation>
    </message>
    <message>
        <source>is longer than 64 MiB</source>
        <translation>超过 64 MiB</translation>
    </message>
    <message>
        <source>is missing: not a checkpoint of ScaleScope</source>
        <translation>缺失：不是 ScaleScope 的检查点</translation>
    </message>
    <message>
        <source>is neither CSV nor JSON, and no event file of TensorBoard</source>
        <translation>既不是 CSV 或 JSON，也不是 TensorBoard 的事件文件</translation>
    </message>
    <message>
        <source>is no JSON pointer: after ~ comes 0 or 1</source>
        <translation>不是 JSON 指针：~ 之后应为 0 或 1</translation>
    </message>
    <message>
        <source>is no event of TensorBoard</source>
        <translation>不是 TensorBoard 的事件</translation>
    </message>
    <message>
        <source>is no regular file, and would be replaced by one</source>
        <translation>不是普通文件，写入会用普通文件替换它</translation>
    </message>
    <message>
        <source>is no row that a store can hold: %1</source>
        <translation>不是运行库能保存的行：%1</translation>
    </message>
    <message>
        <source>is not UTF-8 text, which a Python script has to be</source>
        <translation>不是 UTF-8 文本，而 Python 脚本必须是 UTF-8 文本</translation>
    </message>
    <message>
        <source>is not a directory; expected one with the data of %1</source>
        <translation>不是目录；应为存放 %1 数据的目录</translation>
    </message>
    <message>
        <source>is not a regular file</source>
        <translation>不是普通文件</translation>
    </message>
    <message>
        <source>is not an SQLite database</source>
        <translation>不是 SQLite 数据库</translation>
    </message>
    <message>
        <source>is not an SQLite database; it was left as it was</source>
        <translation>不是 SQLite 数据库；文件未作改动</translation>
    </message>
    <message>
        <source>is not valid JSON from there on</source>
        <translation>从此处起不是有效的 JSON</translation>
    </message>
    <message>
        <source>is one more than the %1 columns that a log may have</source>
        <translation>超出了日志最多可有的 %1 列</translation>
    </message>
    <message>
        <source>is one, and the files hold %1 runs</source>
        <translation>只有一个，而文件中有 %1 个运行</translation>
    </message>
    <message>
        <source>is read-only</source>
        <translation>是只读的</translation>
    </message>
    <message>
        <source>is the same experiment as point %1</source>
        <translation>与第 %1 点是同一个实验</translation>
    </message>
    <message>
        <source>is the target itself</source>
        <translation>就是合并的目标本身</translation>
    </message>
    <message>
        <source>it has no batch statistics: only batchnorm layers do</source>
        <translation>它没有批次统计量：只有 batchnorm 层才有</translation>
    </message>
    <message>
        <source>it overflowed, but the store holds no statistics of it: train with &quot;statistics_every&quot;: 1</source>
        <translation>这一步发生了上溢，但运行库中没有它的统计：请在配置中设置 &quot;statistics_every&quot;: 1 后训练</translation>
    </message>
    <message>
        <source>its FP32 run has no checkpoint at step %1; it has them at %2</source>
        <translation>其 FP32 运行在第 %1 步没有检查点；有检查点的步：%2</translation>
    </message>
    <message>
        <source>its architecture is too old: %1</source>
        <translation>架构过旧：%1</translation>
    </message>
    <message>
        <source>its folder cannot be made: %1</source>
        <translation>无法创建其所在文件夹：%1</translation>
    </message>
    <message>
        <source>its folder is read-only; SQLite needs to write beside the file</source>
        <translation>其所在文件夹是只读的；SQLite 需要在文件旁边写入</translation>
    </message>
    <message>
        <source>its initial weights are moved by one unit in the last place, which shows what chance does to another run</source>
        <translation>其初始权重被移动了 1 ulp，用来显示随机波动对另一个运行的影响</translation>
    </message>
    <message>
        <source>its name is empty</source>
        <translation>文件名为空</translation>
    </message>
    <message>
        <source>label %1 of sample %2, expected 0 to %3</source>
        <translation>样本 %2 的标签为 %1，应为 0 到 %3</translation>
    </message>
    <message>
        <source>label %1, expected 0 to 9</source>
        <translation>标签为 %1，应为 0 到 9</translation>
    </message>
    <message>
        <source>lacks %1</source>
        <translation>缺少 %1</translation>
    </message>
    <message>
        <source>lacks %1 (plain or .gz)</source>
        <translation>缺少 %1（未压缩或 .gz）</translation>
    </message>
    <message>
        <source>largest value of the step before, of %1</source>
        <translation>%1 在前一步的最大值</translation>
    </message>
    <message>
        <source>layer %1 (%2) %3</source>
        <translation>层 %1（%2）：%3</translation>
    </message>
    <message>
        <source>layer %1 (%2) has formats that torch.autocast cannot give a single layer</source>
        <translation>第 %1 层（%2）的格式是 torch.autocast 无法单独赋予某一层的</translation>
    </message>
    <message>
        <source>layer %1 (%2) needs more than one value per channel: raise batch_size</source>
        <translation>第 %1 层 (%2) 的每个通道需要不止一个值：请增大 batch_size</translation>
    </message>
    <message>
        <source>layer %1 (%2) would have more than %3 elements for a batch of %4</source>
        <translation>批大小为 %4 时，第 %1 层 (%2) 的元素会超过 %3 个</translation>
    </message>
    <message>
        <source>layer %1 (%2): %3</source>
        <translation>第 %1 层 (%2)：%3</translation>
    </message>
    <message>
        <source>lesson &quot;%1&quot;</source>
        <translation>课程“%1”</translation>
    </message>
    <message>
        <source>lessons</source>
        <translation>课程</translation>
    </message>
    <message>
        <source>look at it with nvidia-smi</source>
        <translation>请用 nvidia-smi 查看</translation>
    </message>
    <message>
        <source>loss</source>
        <translation>损失</translation>
    </message>
    <message>
        <source>making a captured step ready</source>
        <translation>准备已捕获的步</translation>
    </message>
    <message>
        <source>making a stream</source>
        <translation>创建流</translation>
    </message>
    <message>
        <source>making an event</source>
        <translation>创建事件</translation>
    </message>
    <message>
        <source>marking the end of a step</source>
        <translation>标记一步的结束</translation>
    </message>
    <message>
        <source>marking the start of a step</source>
        <translation>标记一步的开始</translation>
    </message>
    <message>
        <source>memory</source>
        <translation>内存</translation>
    </message>
    <message>
        <source>more than %1 casts in a network</source>
        <translation>一个网络中的转换超过 %1 处</translation>
    </message>
    <message>
        <source>names no run</source>
        <translation>未指明运行名称</translation>
    </message>
    <message>
        <source>needs [channels, height, width]; it gets %1</source>
        <translation>需要 [通道, 高, 宽]；得到的是 %1</translation>
    </message>
    <message>
        <source>needs [features]; it gets %1: put a flatten before it</source>
        <translation>需要 [特征]；得到的是 %1：请在它前面放一个 flatten</translation>
    </message>
    <message>
        <source>needs out, kernel, stride and groups of at least 1 and no negative padding</source>
        <translation>要求 out、kernel、stride 和 groups 至少为 1，且 padding 不为负</translation>
    </message>
    <message>
        <source>no %1 (plain or .gz) in %2</source>
        <translation>在以下位置找不到 %1（未压缩或 .gz）：%2</translation>
    </message>
    <message>
        <source>no %1 (plain or .gz) in %2; install Debian&apos;s package dataset-fashion-mnist, or name their directory as &quot;path&quot;</source>
        <translation>在以下位置找不到 %1（未压缩或 .gz）：%2；请安装 Debian 软件包 dataset-fashion-mnist，或用“path”指定其目录</translation>
    </message>
    <message>
        <source>no %1 (plain or .gz) in %2; name their directory as &quot;path&quot;</source>
        <translation>在以下位置找不到 %1（未压缩或 .gz）：%2；请用“path”指定其目录</translation>
    </message>
    <message>
        <source>no %1 in %2</source>
        <translation>在以下位置找不到 %1：%2</translation>
    </message>
    <message>
        <source>no %1 in %2; name the directory of CIFAR-10&apos;s binary version (cifar-10-batches-bin) as &quot;path&quot;</source>
        <translation>在以下位置找不到 %1：%2；请用“path”指定 CIFAR-10 二进制版的目录（cifar-10-batches-bin）</translation>
    </message>
    <message>
        <source>no CUDA device here</source>
        <translation>本机没有 CUDA 设备</translation>
    </message>
    <message>
        <source>no NVIDIA driver here</source>
        <translation>本机没有 NVIDIA 驱动程序</translation>
    </message>
    <message>
        <source>no NVIDIA driver here: %1 not found</source>
        <translation>本机没有 NVIDIA 驱动程序：找不到 %1</translation>
    </message>
    <message>
        <source>no &quot;path&quot; is given</source>
        <translation>没有给出“path”</translation>
    </message>
    <message>
        <source>no column named %1 for the label; found %2</source>
        <translation>没有名为 %1 的列可作标签；实际的列为 %2</translation>
    </message>
    <message>
        <source>no column of index %1 for the label; columns are 0 to %2</source>
        <translation>没有序号为 %1 的列可作标签；列序号为 0 到 %2</translation>
    </message>
    <message>
        <source>no deterministic engine for a convolution of %1x%2 from %3 to %4 channels on this GPU; the CPU back end has one</source>
        <translation>在这个 GPU 上，从 %3 到 %4 个通道的 %1x%2 卷积没有确定性的引擎；CPU 后端有</translation>
    </message>
    <message>
        <source>no folder can be made there</source>
        <translation>无法在此处创建文件夹</translation>
    </message>
    <message>
        <source>no folder can be made there: %1</source>
        <translation>无法在此处创建文件夹：%1</translation>
    </message>
    <message>
        <source>no layer has weights to train</source>
        <translation>没有一层含有可训练的权重</translation>
    </message>
    <message>
        <source>no record of an event file begins here: the checksum of its length is wrong</source>
        <translation>此处不是事件文件记录的开头：其长度的校验和错误</translation>
    </message>
    <message>
        <source>no step trains until the end: one needs &quot;run_to&quot;: &quot;end&quot;</source>
        <translation>没有任何步骤训练到结束：须有一个步骤含 &quot;run_to&quot;: &quot;end&quot;</translation>
    </message>
    <message>
        <source>not an IDX file: it begins with %1 %2, expected 0 0</source>
        <translation>不是 IDX 文件：开头为 %1 %2，应为 0 0</translation>
    </message>
    <message>
        <source>not offered: %1</source>
        <translation>不可用：%1</translation>
    </message>
    <message>
        <source>not valid JSON: %1</source>
        <translation>不是有效的 JSON：%1</translation>
    </message>
    <message>
        <source>nothing overflowed in it</source>
        <translation>这一步没有发生上溢</translation>
    </message>
    <message>
        <source>null: synthetic data are made, not read</source>
        <translation>空值 null（合成数据是生成的，不从文件读取）</translation>
    </message>
    <message>
        <source>of the step is no positive number</source>
        <translation>该步的值不是正数</translation>
    </message>
    <message>
        <source>one column; expected features and a label, parted by commas</source>
        <translation>只有一列；应有以逗号分隔的特征和标签</translation>
    </message>
    <message>
        <source>one dimension; samples have 2 to 4 (are these the labels?)</source>
        <translation>只有一个维度；样本有 2 到 4 个维度（这是不是标签文件？）</translation>
    </message>
    <message>
        <source>one of %1</source>
        <translation>以下之一：%1</translation>
    </message>
    <message>
        <source>overflow</source>
        <translation>上溢</translation>
    </message>
    <message>
        <source>pairs [step, scale] of which the first is for step 0</source>
        <translation>若干对值 [步, 缩放]，其中第一对对应步 0</translation>
    </message>
    <message>
        <source>quantisation-aware training is no part of torch.amp</source>
        <translation>torch.amp 不包含量化感知训练</translation>
    </message>
    <message>
        <source>reading tensors&apos; statistics</source>
        <translation>读取各张量的统计</translation>
    </message>
    <message>
        <source>reading the counts of casts</source>
        <translation>读取转换的计数</translation>
    </message>
    <message>
        <source>run %1</source>
        <translation>运行 %1</translation>
    </message>
    <message>
        <source>run %1 (%2)</source>
        <translation>运行 %1（%2）</translation>
    </message>
    <message>
        <source>run %1 has done %2 steps, the others %3: all runs must resume from the same step</source>
        <translation>运行 %1 已完成 %2 步，其他运行已完成 %3 步：所有运行必须从同一步继续</translation>
    </message>
    <message>
        <source>run %1 is being trained right now; stop it first</source>
        <translation>运行 %1 正在训练；请先停止它</translation>
    </message>
    <message>
        <source>run %1 is gone</source>
        <translation>运行 %1 已不存在</translation>
    </message>
    <message>
        <source>run %1, configuration</source>
        <translation>运行 %1，配置</translation>
    </message>
    <message>
        <source>run %1, step %2</source>
        <translation>运行 %1，第 %2 步</translation>
    </message>
    <message>
        <source>run &quot;%1&quot; has no checkpoint at step %2</source>
        <translation>运行“%1”在第 %2 步没有检查点</translation>
    </message>
    <message>
        <source>run &quot;%1&quot; of experiment &quot;%2&quot;</source>
        <translation>实验“%2”的运行“%1”</translation>
    </message>
    <message>
        <source>run &quot;%1&quot;, %2: %3</source>
        <translation>运行“%1”，%2: %3</translation>
    </message>
    <message>
        <source>samples</source>
        <translation>样本数</translation>
    </message>
    <message>
        <source>samples of shape %1, but those for training have %2</source>
        <translation>样本形状为 %1，但训练样本的形状为 %2</translation>
    </message>
    <message>
        <source>see that nvidia-smi lists the GPU and CUDA_VISIBLE_DEVICES does not hide it</source>
        <translation>请确认 nvidia-smi 列出了该 GPU，且 CUDA_VISIBLE_DEVICES 没有将其隐藏</translation>
    </message>
    <message>
        <source>see whether nvidia-smi works; a restart of the machine may help</source>
        <translation>请检查 nvidia-smi 能否工作；重新启动机器可能有用</translation>
    </message>
    <message>
        <source>starting a cast</source>
        <translation>启动转换</translation>
    </message>
    <message>
        <source>starting a change of layout</source>
        <translation>启动布局变换</translation>
    </message>
    <message>
        <source>starting a step</source>
        <translation>启动一步</translation>
    </message>
    <message>
        <source>starting a step&apos;s report</source>
        <translation>启动一步的报告</translation>
    </message>
    <message>
        <source>starting a tensor&apos;s statistics</source>
        <translation>启动张量的统计</translation>
    </message>
    <message>
        <source>starting an amax</source>
        <translation>启动 amax 的计算</translation>
    </message>
    <message>
        <source>starting cuBLASLt</source>
        <translation>启动 cuBLASLt</translation>
    </message>
    <message>
        <source>starting cuDNN</source>
        <translation>启动 cuDNN</translation>
    </message>
    <message>
        <source>starting dropout</source>
        <translation>启动 dropout</translation>
    </message>
    <message>
        <source>starting layer normalisation</source>
        <translation>启动层归一化</translation>
    </message>
    <message>
        <source>starting layer normalisation&apos;s backward</source>
        <translation>启动层归一化的反向计算</translation>
    </message>
    <message>
        <source>starting the loss</source>
        <translation>启动损失的计算</translation>
    </message>
    <message>
        <source>starting the loss&apos; gradient</source>
        <translation>启动损失梯度的计算</translation>
    </message>
    <message>
        <source>starting the statistics of a batch normalisation</source>
        <translation>启动批归一化的统计</translation>
    </message>
    <message>
        <source>starting the sums of channels</source>
        <translation>启动通道求和</translation>
    </message>
    <message>
        <source>starting the update</source>
        <translation>启动更新</translation>
    </message>
    <message>
        <source>starting to decide over a scale</source>
        <translation>启动缩放的判定</translation>
    </message>
    <message>
        <source>starting to decide over a step</source>
        <translation>启动一步的判定</translation>
    </message>
    <message>
        <source>starting to gather a batch</source>
        <translation>启动批次的收集</translation>
    </message>
    <message>
        <source>starting to unscale gradients</source>
        <translation>启动梯度的反缩放</translation>
    </message>
    <message>
        <source>statistics of %1</source>
        <translation>%1 的统计</translation>
    </message>
    <message>
        <source>statistics: %1 is not stored</source>
        <translation>统计：没有存储 %1</translation>
    </message>
    <message>
        <source>step %1</source>
        <translation>第 %1 步</translation>
    </message>
    <message>
        <source>taking device memory</source>
        <translation>分配设备内存</translation>
    </message>
    <message>
        <source>taking page-locked memory</source>
        <translation>分配页锁定内存</translation>
    </message>
    <message>
        <source>tells of step %1</source>
        <translation>含有第 %1 步的记录</translation>
    </message>
    <message>
        <source>tensor &quot;%1&quot;</source>
        <translation>张量“%1”</translation>
    </message>
    <message>
        <source>text follows the closing quote of a field; expected a comma or the line&apos;s end</source>
        <translation>字段的结束引号后还有文本；应为逗号或行尾</translation>
    </message>
    <message>
        <source>the %1 parameters take at least %2 in %3 runs; %4 of memory are free</source>
        <translation>%1 个参数在 %3 个运行中至少占用 %2；空闲内存为 %4</translation>
    </message>
    <message>
        <source>the CUDA module cannot be loaded: %1</source>
        <translation>无法加载 CUDA 模块：%1</translation>
    </message>
    <message>
        <source>the CUDA module failed: %1</source>
        <translation>CUDA 模块失败：%1</translation>
    </message>
    <message>
        <source>the CUDA runtime does not start: %1</source>
        <translation>CUDA 运行时无法启动：%1</translation>
    </message>
    <message>
        <source>the GPU takes no more work of this process: start ScaleScope again and resume the run, or start it anew on the CPU back end</source>
        <translation>该 GPU 不再接受本进程的任务：请重新启动 ScaleScope 并继续这个运行，或在 CPU 后端上重新开始</translation>
    </message>
    <message>
        <source>the NVIDIA driver is older than the runtime: it supports CUDA %1, this build needs %2</source>
        <translation>NVIDIA 驱动程序比运行时旧：它支持 CUDA %1，此构建需要 %2</translation>
    </message>
    <message>
        <source>the column &quot;%1&quot; cannot be both %2 and %3</source>
        <translation>列“%1”不能既是 %2 又是 %3</translation>
    </message>
    <message>
        <source>the configuration</source>
        <translation>配置</translation>
    </message>
    <message>
        <source>the configuration has no run &quot;%1&quot; in this place</source>
        <translation>配置中此位置没有运行“%1”</translation>
    </message>
    <message>
        <source>the data end here; the header announces %1 bytes more</source>
        <translation>数据到此结束；按文件头的声明还应有 %1 字节</translation>
    </message>
    <message>
        <source>the data set has %1 classes; the network ends in %2 values</source>
        <translation>数据集有 %1 个类别；网络的输出为 %2 个值</translation>
    </message>
    <message>
        <source>the data set&apos;s samples are %1; the network takes %2</source>
        <translation>数据集的样本为 %1；网络的输入为 %2</translation>
    </message>
    <message>
        <source>the file ends within the first four bytes of an IDX file</source>
        <translation>文件在 IDX 格式的前四个字节之内就结束了</translation>
    </message>
    <message>
        <source>the file ends within the header</source>
        <translation>文件在文件头之内就结束了</translation>
    </message>
    <message>
        <source>the file is cut off: it holds %1 bytes, its header announces %2</source>
        <translation>文件被截断：文件有 %1 字节，文件头声明 %2 字节</translation>
    </message>
    <message>
        <source>the file to write</source>
        <translation>要写入的文件</translation>
    </message>
    <message>
        <source>the floor is above the cap</source>
        <translation>下限高于上限</translation>
    </message>
    <message>
        <source>the folder to write into</source>
        <translation>要写入的文件夹</translation>
    </message>
    <message>
        <source>the fork is an FP32 run itself, which no other is to be compared with</source>
        <translation>分叉本身就是 FP32 运行，没有其他运行可与之比较</translation>
    </message>
    <message>
        <source>the gzip data are cut off: they end after %1 unpacked bytes</source>
        <translation>gzip 数据被截断：解压出 %1 字节后结束</translation>
    </message>
    <message>
        <source>the gzip data are damaged after %1 unpacked bytes</source>
        <translation>gzip 数据在解压出 %1 字节后损坏</translation>
    </message>
    <message>
        <source>the gzip data are damaged after %1 unpacked bytes: %2</source>
        <translation>gzip 数据在解压出 %1 字节后损坏：%2</translation>
    </message>
    <message>
        <source>the histogram of %1 accounts for %2 values of %3</source>
        <translation>%1 的直方图只计入 %3 个值中的 %2 个</translation>
    </message>
    <message>
        <source>the histogram of %1 is damaged</source>
        <translation>%1 的直方图已损坏</translation>
    </message>
    <message>
        <source>the key &quot;%1&quot; is given twice in one object</source>
        <translation>键“%1”在同一对象中出现了两次</translation>
    </message>
    <message>
        <source>the key &quot;%1&quot; is missing</source>
        <translation>缺少键“%1”</translation>
    </message>
    <message>
        <source>the label %1 is an integer; the labels before are words</source>
        <translation>标签 %1 是整数，而前面的标签是文字</translation>
    </message>
    <message>
        <source>the label %1 is no integer, as the labels before are</source>
        <translation>标签 %1 不是整数，而前面的标签是整数</translation>
    </message>
    <message>
        <source>the label %1 is not UTF-8 text</source>
        <translation>标签 %1 不是 UTF-8 文本</translation>
    </message>
    <message>
        <source>the label %1 is one too many: %2 different ones (%3); at most %4 can be told apart</source>
        <translation>标签 %1 超出了类别数：已有 %2 种不同标签（%3）；最多能区分 %4 种</translation>
    </message>
    <message>
        <source>the label is empty</source>
        <translation>标签为空</translation>
    </message>
    <message>
        <source>the last layer must give [classes]; it gives %1</source>
        <translation>最后一层的输出必须为 [类别数]；实际为 %1</translation>
    </message>
    <message>
        <source>the log has no column &quot;%1&quot;; it has %2</source>
        <translation>日志中没有列“%1”；现有的列：%2</translation>
    </message>
    <message>
        <source>the name of a run</source>
        <translation>运行的名称</translation>
    </message>
    <message>
        <source>the noise floor has no formats of its own in &quot;layers&quot;</source>
        <translation>噪声基底不能在 &quot;layers&quot; 中有自己的格式</translation>
    </message>
    <message>
        <source>the noise floor is an FP32 run and stays one</source>
        <translation>噪声基底是 FP32 运行，不能更改</translation>
    </message>
    <message>
        <source>the noise floor is an FP32 run: expected the precision &quot;fp32&quot;, found &quot;%1&quot;</source>
        <translation>噪声基底是 FP32 运行：精度应为 &quot;fp32&quot;，实际为“%1”</translation>
    </message>
    <message>
        <source>the package that brings %1</source>
        <translation>提供 %1 的软件包</translation>
    </message>
    <message>
        <source>the points of a sweep are named by their values</source>
        <translation>扫描中的点按其取值命名</translation>
    </message>
    <message>
        <source>the run failed</source>
        <translation>运行失败</translation>
    </message>
    <message>
        <source>the run&apos;s name</source>
        <translation>运行的名称</translation>
    </message>
    <message>
        <source>the runtime of CUDA%1</source>
        <translation>CUDA%1 的运行时</translation>
    </message>
    <message>
        <source>the shape has more elements than a file can hold</source>
        <translation>该形状的元素多于文件所能容纳</translation>
    </message>
    <message>
        <source>the store has no row of it</source>
        <translation>运行库中没有这一步的行</translation>
    </message>
    <message>
        <source>the store holds no such step</source>
        <translation>运行库中没有这一步</translation>
    </message>
    <message>
        <source>the store keeps no configuration of it, so nobody knows what it is to be compared with</source>
        <translation>运行库中没有它的配置，因此无从得知应与哪个运行比较</translation>
    </message>
    <message>
        <source>the sweep has more than %1 points</source>
        <translation>扫描的点超过 %1 个</translation>
    </message>
    <message>
        <source>the tensor &quot;%1&quot; has shape %2; the network needs %3</source>
        <translation>张量“%1”的形状为 %2；网络需要 %3</translation>
    </message>
    <message>
        <source>the tensor &quot;%1&quot; has shape %2; this network needs %3</source>
        <translation>张量“%1”的形状为 %2；此网络需要 %3</translation>
    </message>
    <message>
        <source>the tensor &quot;%1&quot; holds %2 at element %3, expected finite numbers</source>
        <translation>张量“%1”的元素 %3 为 %2，应为有限数</translation>
    </message>
    <message>
        <source>the tensor &quot;%1&quot; is missing</source>
        <translation>缺少张量“%1”</translation>
    </message>
    <message>
        <source>the tensor &quot;%1&quot; of shape %2 belongs to no layer of this network</source>
        <translation>形状为 %2 的张量“%1”不属于本网络的任何层</translation>
    </message>
    <message>
        <source>the tensor &quot;%1&quot; of shape %2 is missing</source>
        <translation>缺少形状为 %2 的张量“%1”</translation>
    </message>
    <message>
        <source>the tensors take %1 bytes, but %2 bytes of data follow the header</source>
        <translation>各张量共占 %1 字节，但文件头之后有 %2 字节数据</translation>
    </message>
    <message>
        <source>the three extents [channels, height, width]</source>
        <translation>三个大小 [通道, 高, 宽]</translation>
    </message>
    <message>
        <source>the two offsets where the tensor begins and ends</source>
        <translation>张量起点和终点的两个偏移量</translation>
    </message>
    <message>
        <source>there is no experiment %1</source>
        <translation>没有实验 %1</translation>
    </message>
    <message>
        <source>there is no field &quot;%1&quot;; there are %2</source>
        <translation>没有字段“%1”；可用的字段：%2</translation>
    </message>
    <message>
        <source>there is no layer %1; layers count from 0 to %2</source>
        <translation>没有第 %1 层；层的编号为 0 到 %2</translation>
    </message>
    <message>
        <source>there is no other FP32 run with the same optimizer and clipping that it could be compared with</source>
        <translation>没有优化器和裁剪相同、可与之比较的其他 FP32 运行</translation>
    </message>
    <message>
        <source>there is no policy &quot;%1&quot;; expected one of %2</source>
        <translation>没有策略“%1”；应为以下之一：%2</translation>
    </message>
    <message>
        <source>there is no preset &quot;%1&quot;; there are %2</source>
        <translation>没有预设“%1”；现有：%2</translation>
    </message>
    <message>
        <source>there is no run %1</source>
        <translation>没有运行 %1</translation>
    </message>
    <message>
        <source>there is no run &quot;%1&quot;</source>
        <translation>没有运行“%1”</translation>
    </message>
    <message>
        <source>there is no run &quot;%1&quot;; there are %2</source>
        <translation>没有运行“%1”；现有的运行：%2</translation>
    </message>
    <message>
        <source>there is no such file</source>
        <translation>没有此文件</translation>
    </message>
    <message>
        <source>there is no tensor &quot;%1&quot; in run &quot;%2&quot;; there are %3</source>
        <translation>运行“%2”中没有张量“%1”；其中有 %3</translation>
    </message>
    <message>
        <source>there is none; there are: %1</source>
        <translation>不存在；现有：%1</translation>
    </message>
    <message>
        <source>this GPU&apos;s architecture is older than this build supports (compute capability 7.5)</source>
        <translation>这个 GPU 的架构比此构建所支持的更旧（计算能力 7.5）</translation>
    </message>
    <message>
        <source>this build has no CUDA back end: %1 is not beside the program</source>
        <translation>此构建没有 CUDA 后端：程序旁边没有 %1</translation>
    </message>
    <message>
        <source>this compares a quantity with itself</source>
        <translation>这是将一个量与其自身比较</translation>
    </message>
    <message>
        <source>this is configuration version %1; this ScaleScope reads version %2</source>
        <translation>这是版本 %1 的配置；当前的 ScaleScope 读取版本 %2</translation>
    </message>
    <message>
        <source>this is lesson format %1; this ScaleScope reads format %2</source>
        <translation>课程格式为 %1；此 ScaleScope 读取格式 %2</translation>
    </message>
    <message>
        <source>this name cannot be written (again) to one file</source>
        <translation>该名称不能（再次）写入同一文件</translation>
    </message>
    <message>
        <source>timing a step</source>
        <translation>为一步计时</translation>
    </message>
    <message>
        <source>torch.amp has no FP8</source>
        <translation>torch.amp 没有 FP8</translation>
    </message>
    <message>
        <source>true or false</source>
        <translation>布尔值 true 或 false</translation>
    </message>
    <message>
        <source>two columns are named %1</source>
        <translation>有两列名为 %1</translation>
    </message>
    <message>
        <source>two runs are named &quot;%1&quot;</source>
        <translation>有两个运行都名为“%1”</translation>
    </message>
    <message>
        <source>underflow</source>
        <translation>下溢</translation>
    </message>
    <message>
        <source>unknown element type %1, expected 8, 9, 11, 12, 13 or 14</source>
        <translation>未知的元素类型 %1，应为 8、9、11、12、13 或 14</translation>
    </message>
    <message>
        <source>unknown key; allowed here: %1</source>
        <translation>未知的键；此处允许：%1</translation>
    </message>
    <message>
        <source>unknown; allowed: &quot;auto&quot;, &quot;cpu&quot;, &quot;cuda&quot;</source>
        <translation>未知；可用：&quot;auto&quot;、&quot;cpu&quot;、&quot;cuda&quot;</translation>
    </message>
    <message>
        <source>values for %1 of shape %2 are missing</source>
        <translation>缺少形状为 %2 的 %1 的值</translation>
    </message>
    <message>
        <source>version 1</source>
        <translation>版本 1</translation>
    </message>
    <message>
        <source>waiting for the GPU</source>
        <translation>等待 GPU</translation>
    </message>
    <message>
        <source>waiting for the batch before</source>
        <translation>等待前一个批次</translation>
    </message>
    <message>
        <source>was broken off; nothing was imported</source>
        <translation>已中断；未导入任何内容</translation>
    </message>
    <message>
        <source>was to train %1 steps: a fork at step %2 needs more steps than that</source>
        <translation>计划训练 %1 步：在第 %2 步分叉需要更多的步数</translation>
    </message>
    <message>
        <source>was trained on other samples: the files of the data set have changed since</source>
        <translation>是用其他样本训练的：数据集的文件后来发生了变化</translation>
    </message>
    <message>
        <source>was written by a newer ScaleScope</source>
        <translation>由更新版本的 ScaleScope 写入</translation>
    </message>
    <message>
        <source>was written by a newer ScaleScope: its version is %1, this program knows %2; it was left as it was</source>
        <translation>由更新版本的 ScaleScope 写入：其版本为 %1，本程序支持到 %2；文件未作改动</translation>
    </message>
    <message>
        <source>was written by an older ScaleScope, and cannot be brought up to date: it is read-only, or locked</source>
        <translation>由旧版本的 ScaleScope 写入，且无法升级：文件只读或被锁定</translation>
    </message>
    <message>
        <source>weights in %1 cannot be computed with in %2: one of the two must be FP32, or both alike</source>
        <translation>%1 的权重不能用 %2 计算：两者之一必须是 FP32，或两者相同</translation>
    </message>
    <message>
        <source>would give %1, more than %2 elements</source>
        <translation>会得到 %1，超过 %2 个元素</translation>
    </message>
    <message>
        <source>would have a bias of %1, more than %2 elements</source>
        <translation>偏置的形状会是 %1，超过 %2 个元素</translation>
    </message>
    <message>
        <source>would have a weight of %1, more than %2 elements</source>
        <translation>权重的形状会是 %1，超过 %2 个元素</translation>
    </message>
    <message>
        <source>%1. %2</source>
        <translation>%1。%2</translation>
    </message>
    <message>
        <source>Configuration</source>
        <translation>配置</translation>
    </message>
    <message>
        <source>Environment</source>
        <translation>环境</translation>
    </message>
    <message>
        <source>First overflow, step %1: %2</source>
        <translation>首次上溢，第 %1 步：%2</translation>
    </message>
    <message>
        <source>Plots</source>
        <translation>图表</translation>
    </message>
    <message>
        <source>Report of %1</source>
        <translation>%1 的报告</translation>
    </message>
    <message>
        <source>Results</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>Step %1: %2</source>
        <translation>第 %1 步：%2</translation>
    </message>
    <message>
        <source>Verdicts</source>
        <translation>判断</translation>
    </message>
    <message>
        <source>back end</source>
        <translation>后端</translation>
    </message>
    <message>
        <source>created</source>
        <translation>创建时间</translation>
    </message>
    <message>
        <source>device</source>
        <translation>设备</translation>
    </message>
    <message>
        <source>library</source>
        <translation>库</translation>
    </message>
    <message>
        <source>note</source>
        <translation>备注</translation>
    </message>
    <message>
        <source>seed</source>
        <translation>随机种子</translation>
    </message>
    <message>
        <source>tags</source>
        <translation>标签</translation>
    </message>
    <message>
        <source>threads</source>
        <translation>线程</translation>
    </message>
    <message>
        <source>%1: run &quot;%2&quot;, step %3</source>
        <translation>%1：运行“%2”，第 %3 步</translation>
    </message>
    <message>
        <source>the range &quot;%1&quot; in steps of 1 has one value; expected &quot;%1 log 4&quot;, &quot;%1 lin 4&quot; or &quot;%1 step 0.1&quot;</source>
        <translation>范围“%1”以 1 为步长时只有一个值；应为“%1 log 4”“%1 lin 4”或“%1 step 0.1”</translation>
    </message>
    <message>
        <source>0 or 1</source>
        <translation>0 或 1</translation>
    </message>
    <message>
        <source>Loss scaler</source>
        <translation>损失缩放器</translation>
    </message>
    <message>
        <source>No column tells which steps were skipped.</source>
        <translation>没有任何一列说明哪些步被跳过。</translation>
    </message>
    <message>
        <source>The values of &quot;%1&quot; are taken for percents.</source>
        <translation>“%1”的值按百分数处理。</translation>
    </message>
    <message>
        <source>a loss scale, which is above 0</source>
        <translation>大于 0 的损失缩放</translation>
    </message>
    <message>
        <source>no column stands for a loss, a loss scale or another value; it has %1: say which one does, as in --map loss=COLUMN or the window&apos;s table of columns</source>
        <translation>没有任何一列表示损失、损失缩放或其他数值；其中有 %1：请指定哪一列，例如用 --map loss=列名，或在窗口的列表中选择</translation>
    </message>
    <message>
        <source>%1: column &quot;%2&quot;</source>
        <translation>%1：列“%2”</translation>
    </message>
    <message>
        <source>%1: run %2</source>
        <translation>%1：运行 %2</translation>
    </message>
    <message>
        <source>holds weights (safetensors); expected a training log</source>
        <translation>存放的是权重（safetensors）；应为训练日志</translation>
    </message>
    <message>
        <source>is swept twice; give all of its values together</source>
        <translation>被扫描了两次；请把它的所有值放在一起</translation>
    </message>
    <message>
        <source>%1 is %2; expected a whole number from 0 on</source>
        <translation>%1 为 %2；应为不小于 0 的整数</translation>
    </message>
    <message>
        <source>Experiment</source>
        <translation>实验</translation>
    </message>
    <message>
        <source>a blank has no place in &quot;%1&quot;</source>
        <translation>“%1”中不能有空格</translation>
    </message>
    <message>
        <source>a share from 0 to 1, or percents from 0 to 100 of which one is above 2</source>
        <translation>0 到 1 的比例，或 0 到 100 且其中有一个大于 2 的百分数</translation>
    </message>
    <message>
        <source>a tag</source>
        <translation>标签</translation>
    </message>
    <message>
        <source>a time from 0 on</source>
        <translation>不小于 0 的时间</translation>
    </message>
    <message>
        <source>a time such as &quot;2026-01-31T12:00:00Z&quot;</source>
        <translation>如“2026-01-31T12:00:00Z”的时间</translation>
    </message>
    <message>
        <source>events</source>
        <translation>事件</translation>
    </message>
    <message>
        <source>has a control character in it</source>
        <translation>含有控制字符</translation>
    </message>
    <message>
        <source>is UTF-16 text; save it as UTF-8</source>
        <translation>是 UTF-16 文本；请另存为 UTF-8</translation>
    </message>
    <message>
        <source>is longer than %1 bytes</source>
        <translation>超过 %1 字节</translation>
    </message>
    <message>
        <source>is not UTF-8 text</source>
        <translation>不是 UTF-8 文本</translation>
    </message>
    <message>
        <source>the experiment&apos;s name</source>
        <translation>实验的名称</translation>
    </message>
    <message>
        <source>the experiment&apos;s uid</source>
        <translation>实验的 uid</translation>
    </message>
    <message>
        <source>the kind &quot;%1&quot; is not known</source>
        <translation>未知类型“%1”</translation>
    </message>
    <message>
        <source>the run&apos;s precision</source>
        <translation>运行的精度</translation>
    </message>
    <message>
        <source>the run&apos;s scaler</source>
        <translation>运行的缩放器</translation>
    </message>
    <message>
        <source>%1 row repeats a step; the last row of a step counts.</source>
        <translation>%1 行重复了某一步；每一步以最后一行为准。</translation>
    </message>
    <message>
        <source>%1 rows repeat a step; the last row of a step counts.</source>
        <translation>%1 行重复了某些步；每一步以最后一行为准。</translation>
    </message>
    <message>
        <source>%1 holds %2 non-finite value, and all that was counted before it was finite. The statistics do not tell why.</source>
        <translation>%1 中有 %2 个非有限值，在它之前统计到的都是有限的。统计数据看不出原因。</translation>
    </message>
    <message>
        <source>%1 holds %2 non-finite values, and all that was counted before it was finite. The statistics do not tell why.</source>
        <translation>%1 中有 %2 个非有限值，在它之前统计到的都是有限的。统计数据看不出原因。</translation>
    </message>
    <message>
        <source>The loss is %1 in step %2, and was not finite again. What was recorded does not tell why.</source>
        <translation>第 %2 步的损失为 %1，此后再未恢复为有限值。已有的记录看不出原因。</translation>
    </message>
    <message>
        <source>loss not finite</source>
        <translation>损失不是有限值</translation>
    </message>
    <message>
        <source>By tag %1</source>
        <translation>按标签 %1</translation>
    </message>
    <message>
        <source>%1 – %2 left</source>
        <translation>%1 – 剩余 %2</translation>
    </message>
    <message>
        <source>It is not told which steps were skipped.</source>
        <translation>没有记录哪些步被跳过。</translation>
    </message>
    <message>
        <source>No parameter&apos;s gradient took that over: the step was applied, and the loss scale stays.</source>
        <translation>没有参数的梯度受此影响：该步已应用，损失缩放保持不变。</translation>
    </message>
    <message>
        <source>No step was trained.</source>
        <translation>没有训练任何步。</translation>
    </message>
    <message>
        <source>a row refers to another that is not there, as statistics to their tensor</source>
        <translation>有一行引用了不存在的另一行，例如统计引用其张量</translation>
    </message>
    <message>
        <source>a whole number from 0 on, below 2^53</source>
        <translation>从 0 起、小于 2^53 的整数</translation>
    </message>
    <message>
        <source>has not the tables of a store: %1</source>
        <translation>没有运行库应有的表：%1</translation>
    </message>
    <message>
        <source>holds no values</source>
        <translation>不含任何值</translation>
    </message>
    <message>
        <source>is listed among the steps with statistics, and has none</source>
        <translation>被列为有统计的步，却没有统计</translation>
    </message>
    <message>
        <source>the experiment&apos;s program</source>
        <translation>实验的程序</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>dynamic</source>
        <translation>动态</translation>
    </message>
    <message>
        <source>static</source>
        <translation>静态</translation>
    </message>
    <message>
        <source>scripted</source>
        <translation>脚本</translation>
    </message>
    <message>
        <source>constant</source>
        <translation>恒定</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>未知</translation>
    </message>
    <message>
        <source>, edited)</source>
        <translation>，已修改)</translation>
    </message>
    <message>
        <source>After step %1 at the latest %2 holds non-finite values (%3), and every forward pass from then on; no step before it was counted.</source>
        <translation>最迟在步 %1 之后，%2 含有非有限值（%3 个），此后每次前向传播都如此；此前没有统计任何步。</translation>
    </message>
    <message>
        <source>Between steps %1 and %2 an update made %3 non-finite (values: %4), and every forward pass from then on; the steps between were not counted.</source>
        <translation>在步 %1 与步 %2 之间，一次更新使 %3 变为非有限（%4 个值），此后每次前向传播都如此；其间的步没有统计。</translation>
    </message>
    <message>
        <source>Step %1 was applied although its gradients were not finite, and its update made weights so: %2 holds non-finite values (%3), too.</source>
        <translation>步 %1 的梯度非有限，却仍被应用，它的更新使权重也变为非有限：%2 也含有非有限值（%3 个）。</translation>
    </message>
    <message>
        <source>Step %1 was applied although its gradients were not finite, and its update made weights so: after step %2, which was counted next, %3 holds non-finite values (%4), and every forward pass from then on.</source>
        <translation>步 %1 的梯度非有限，却仍被应用，它的更新使权重也变为非有限：在随后统计的步 %2 之后，%3 含有非有限值（%4 个），此后每次前向传播都如此。</translation>
    </message>
    <message>
        <source>not told</source>
        <translation>未知</translation>
    </message>
    <message>
        <source>among the zeros</source>
        <translation>混在零值之中</translation>
    </message>
    <message>
        <source>%1%2 points</source>
        <translation>%1%2 个百分点</translation>
    </message>
    <message>
        <source>%1, own formats</source>
        <translation>%1，自设格式</translation>
    </message>
    <message>
        <source>%1, more than expected: %2. The scale comes down too slowly.</source>
        <translation>%1，多于预期：%2。缩放下降得太慢。</translation>
    </message>
    <message>
        <source>A loss scale of 2^%1 would still hold this tensor.</source>
        <translation>损失缩放为 2^%1 时，这个张量仍放得下。</translation>
    </message>
    <message>
        <source>Adam&apos;s eps of %1 is 0 in %2: where the second moment is 0 too, the update divides by zero. %3 is not finite in step %4. Choose a larger eps.</source>
        <translation>Adam 的 eps %1 在 %2 中为 0：二阶矩也为 0 处，更新会除以零。%3 在第 %4 步不是有限值。请选更大的 eps。</translation>
    </message>
    <message>
        <source>Loss scale too high: times %1, %2 is beyond the %3 that %4 holds; unscaled its largest value is %5</source>
        <translation>损失缩放过高：乘以 %1 后，%2 超出 %4 所能表示的 %3；未缩放时其最大值为 %5</translation>
    </message>
    <message>
        <source>Loss scale too high: times %1, %2 is beyond the %3 that %4 holds; unscaled that is %5 or more</source>
        <translation>损失缩放过高：乘以 %1 后，%2 超出 %4 所能表示的 %3；未缩放时即不小于 %5</translation>
    </message>
    <message>
        <source>No loss scale of 1 or more holds this tensor.</source>
        <translation>没有不小于 1 的损失缩放能容下这个张量。</translation>
    </message>
    <message>
        <source>Step %1 was applied although its gradients were not finite, and its update made values of %2 so, too (%3); every forward pass from then on is not finite.</source>
        <translation>第 %1 步的梯度不是有限值，却仍被应用，其更新使 %2 中的值也不再有限（%3 个）；此后每次前向传播都不是有限值。</translation>
    </message>
    <message>
        <source>That is normal: no step had held at so high a scale yet, and it comes down until gradients fit.</source>
        <translation>这是正常的：还没有哪一步能在这么高的缩放下放得下，它会一直降到梯度放得下为止。</translation>
    </message>
    <message>
        <source>Time per step</source>
        <translation>每步用时</translation>
    </message>
    <message>
        <source>Vanishing gradients: %1 of what is not zero in %2 is subnormal in FP16 and has lost digits, in step %3. Smaller values are among the zeros, %4 of all.</source>
        <translation>梯度消失：第 %3 步，%2 的非零值中有 %1 在 FP16 中是次正规数，已丢失位数。更小的值混在零值之中，零值占全部的 %4。</translation>
    </message>
    <message>
        <source>Wall time</source>
        <translation>挂钟时间</translation>
    </message>
    <message>
        <source>at least %1</source>
        <translation>至少 %1</translation>
    </message>
    <message>
        <source>skipped: %1 value of the gradients not finite, first non-finite tensor %2 (scale %3)</source>
        <translation>已跳过：梯度中有 %1 个值不是有限值，首个非有限张量为 %2（缩放 %3）</translation>
    </message>
    <message>
        <source>skipped: %1 values of the gradients not finite, first non-finite tensor %2 (scale %3)</source>
        <translation>已跳过：梯度中有 %1 个值不是有限值，首个非有限张量为 %2（缩放 %3）</translation>
    </message>
    <message>
        <source>skipped: the gradients not finite, first non-finite tensor %1 (scale %2)</source>
        <translation>已跳过：梯度不是有限值，首个非有限张量为 %1（缩放 %2）</translation>
    </message>
    <message>
        <source>skipped: the gradients not finite (scale %1)</source>
        <translation>已跳过：梯度不是有限值（缩放 %1）</translation>
    </message>
    <message>
        <source>skipped: the gradients not finite</source>
        <translation>已跳过：梯度不是有限值</translation>
    </message>
    <message>
        <source>applied, although the gradients not finite, first non-finite tensor %1 (scale %2)</source>
        <translation>梯度不是有限值，却仍被应用，首个非有限张量为 %1（缩放 %2）</translation>
    </message>
    <message>
        <source>applied, although the gradients not finite (scale %1)</source>
        <translation>梯度不是有限值，却仍被应用（缩放 %1）</translation>
    </message>
    <message>
        <source>applied, although the gradients not finite</source>
        <translation>梯度不是有限值，却仍被应用</translation>
    </message>
    <message>
        <source>That is normal: the scale had grown to try, and falls back; one skip in a growth interval, which is %1.</source>
        <translation>这是正常的：缩放为试探而增大，又回落；每个增长间隔（%1 步）跳过一步。</translation>
    </message>
    <message>
        <source>These magnitudes are times the tensor&apos;s own scale for %1.</source>
        <translation>这些数值已乘以该张量自己的 %1 缩放。</translation>
    </message>
    <message>
        <source>Not used: %1.</source>
        <translation>未使用：%1。</translation>
    </message>
    <message>
        <source>skipped: the loss not finite (scale %1)</source>
        <translation>已跳过：损失不是有限值（缩放 %1）</translation>
    </message>
    <message>
        <source>skipped: the loss not finite</source>
        <translation>已跳过：损失不是有限值</translation>
    </message>
    <message>
        <source>skipped: no step of the optimizer, and nothing is known that is not finite</source>
        <translation>已跳过：优化器没有走这一步，而未见有非有限值</translation>
    </message>
    <message>
        <source>%1, as expected: %2. A dynamic loss scale tries a higher one now and then, and pays up to %3 skips for it.</source>
        <translation>%1，符合预期：%2。动态损失缩放会不时尝试更高的值，每次至多为此跳过 %3 步。</translation>
    </message>
    <message>
        <source>%1, not expected: from step %2 on %3 in a row, and the loss scale does not fall below %4, its floor, which is too high for their gradients.</source>
        <translation>%1，不符合预期：从第 %2 步起连续 %3 步，而损失缩放不会低于其下限 %4，对这些步的梯度来说过高。</translation>
    </message>
    <message>
        <source>Batch statistics in %1: every value of %2 (%3) is zero in step %4. A sum of squares beyond the %5 that %1 holds makes the variance infinite, and what is divided by its root 0. Keep the statistics in FP32.</source>
        <translation>%1 的批统计：第 %4 步，%2（%3）的每个值都是零。平方和超出 %1 所能表示的 %5 时，方差变为无穷大，除以其平方根便得 0。请让统计保持 FP32。</translation>
    </message>
    <message>
        <source>That is normal: the scale had grown to try, and comes back down in up to %1 skips.</source>
        <translation>这是正常的：缩放为试探而增大，至多跳过 %1 步便回落。</translation>
    </message>
    <message>
        <source>That is normal: the scale had grown to try, and held for %1 step.</source>
        <translation>这是正常的：缩放为试探而增大，放得下了 %1 步。</translation>
    </message>
    <message>
        <source>That is normal: the scale had grown to try, and held for %1 steps.</source>
        <translation>这是正常的：缩放为试探而增大，放得下了 %1 步。</translation>
    </message>
    <message>
        <source>The first tensor to be clipped was %1.</source>
        <translation>最先被截断的张量是 %1。</translation>
    </message>
    <message>
        <source>The loss scale of %1 could be 2^%2 times as high in the steps that were looked at.</source>
        <translation>在所查看的各步中，损失缩放 %1 可以提高到 2^%2 倍。</translation>
    </message>
    <message>
        <source>The loss scale of %1 could be 2^%2 times as high in the steps that were looked at. At that scale %3 would.</source>
        <translation>在所查看的各步中，损失缩放 %1 可以提高到 2^%2 倍。此时会变成零的占 %3。</translation>
    </message>
    <message>
        <source>There is no loss scale; one of 2^%1 would overflow nothing in the steps that were looked at.</source>
        <translation>没有损失缩放；在所查看的各步中，取 2^%1 不会有任何上溢。</translation>
    </message>
    <message>
        <source>There is no loss scale; one of 2^%1 would overflow nothing in the steps that were looked at. At that scale %2 would.</source>
        <translation>没有损失缩放；在所查看的各步中，取 2^%1 不会有任何上溢。此时会变成零的占 %2。</translation>
    </message>
    <message>
        <source>Vanishing gradients: every gradient of step %1 is zero, at a loss scale of %2. Unless the loss is 0, too, that is what FP16 left of them: raise the scale.</source>
        <translation>梯度消失：第 %1 步的所有梯度都为零，损失缩放为 %2。除非损失也为 0，这就是 FP16 留下的：请提高缩放。</translation>
    </message>
    <message>
        <source>Whether it had held before is not told: no earlier step of this run is known to have been applied.</source>
        <translation>此前是否放得下，无从得知：这个运行更早的步中，没有已知被应用的。</translation>
    </message>
    <message>
        <source>%1, not expected: from step %2 on %3 in a row, the last of them at a loss scale of %4. What overflows does not depend on the scale.</source>
        <translation>%1，不符合预期：从第 %2 步起连续 %3 步，最后一步的损失缩放为 %4。上溢与缩放无关。</translation>
    </message>
    <message>
        <source>%1, not expected: from step %2 on %3 in a row; the loss scale came down to %4, where unscaling multiplies by infinity.</source>
        <translation>%1，不符合预期：从第 %2 步起连续 %3 步；损失缩放降到了 %4，此时还原缩放会乘以无穷大。</translation>
    </message>
    <message>
        <source>%1, not all of them the loss scale&apos;s doing: the loss, which does not depend on it, was %2 in step %3.</source>
        <translation>%1，并非全由损失缩放造成：损失与缩放无关，在第 %3 步却为 %2。</translation>
    </message>
    <message>
        <source>All weights taken together are still apart at the end.</source>
        <translation>所有权重合起来看，最后仍有偏离。</translation>
    </message>
    <message>
        <source>Exploding activation: %1 has no finite value but 0 left</source>
        <translation>激活爆炸：%1 除 0 以外已无有限值</translation>
    </message>
    <message>
        <source>Its floor of %1 is too high for that: it cannot come down as far.</source>
        <translation>其下限 %1 对此过高：无法降到那么低。</translation>
    </message>
    <message>
        <source>No FP32 run with the same optimizer and clipping trained beside %1, to be compared with.</source>
        <translation>没有优化器与裁剪都相同的 FP32 运行与 %1 一同训练，可作比较。</translation>
    </message>
    <message>
        <source>Other weights are still apart at the end.</source>
        <translation>另有权重最后仍有偏离。</translation>
    </message>
    <message>
        <source>The first tensor to be clipped was %1, which has no finite value but 0 left</source>
        <translation>最先被截断的张量是 %1，除 0 以外已无有限值</translation>
    </message>
    <message>
        <source>The first tensor to go non-finite was %1, which has no finite value but 0 left</source>
        <translation>最先不再有限的张量是 %1，除 0 以外已无有限值</translation>
    </message>
    <message>
        <source>The loss of step %1 is not finite, and all that was counted before it is: whatever it is computed with makes it so. No loss scale helps.</source>
        <translation>第 %1 步的损失不是有限值，而在它之前计数的一切都是：是损失的计算方式造成的。改变损失缩放无济于事。</translation>
    </message>
    <message>
        <source>Its scale follows the largest values of the %1 steps before: after a spike it is that coarse for as long.</source>
        <translation>其缩放取决于之前 %1 步的最大值：出现尖峰后，在同样长的时间里都会如此粗糙。</translation>
    </message>
    <message>
        <source>That is of %1 of the %2 steps that were looked at, step %3.</source>
        <translation>这只涉及所查看的 %2 步中的 %1 步，即第 %3 步。</translation>
    </message>
    <message>
        <source>That is of %1 of the %2 steps that were looked at, the newest of them step %3.</source>
        <translation>这只涉及所查看的 %2 步中的 %1 步，其中最新的是第 %3 步。</translation>
    </message>
    <message>
        <source>The loss of this step is %1, %2 at the start: look at the data and the learning rate, not at the scale.</source>
        <translation>这一步的损失为 %1，开始时为 %2：请检查数据和学习率，而不是缩放。</translation>
    </message>
    <message>
        <source>That is the loss scale&apos;s doing: they are times %1, and would fit at 2^%2. What is clipped is finite, so that no step is skipped and a dynamic scale does not fall.</source>
        <translation>这是损失缩放造成的：这些值已乘以 %1，在 2^%2 时仍可容纳。被截断的值是有限的，因此不会跳过任何步，动态缩放也不会下降。</translation>
    </message>
    <message>
        <source>The first tensor to go non-finite was %1, whose finite values reached %2</source>
        <translation>最先变为非有限的张量是 %1，其有限值达到 %2</translation>
    </message>
    <message>
        <source>The log does not tell whether values overflowed.</source>
        <translation>日志没有说明是否有值上溢。</translation>
    </message>
    <message>
        <source>The loss had come to %1 before this step, from %2 at the start.</source>
        <translation>损失在此步之前已达 %1，开始时为 %2。</translation>
    </message>
    <message>
        <source>The update of step %1 reached %2 of the largest weight that it left in %3: its batch held values up to %4, %5 times as large as others.</source>
        <translation>第 %1 步的更新达到其后 %3 中最大权重的 %2：该批次的值高达 %4，是其他批次的 %5 倍。</translation>
    </message>
    <message>
        <source>The update of step %1 reached %2 of the largest weight that it left in %3: the learning rate is too high.</source>
        <translation>第 %1 步的更新达到其后 %3 中最大权重的 %2：学习率过高。</translation>
    </message>
    <message>
        <source>The update of step %1, in which a fault was planted, reached %2 of the largest weight that it left in %3.</source>
        <translation>第 %1 步植入了故障，其更新达到其后 %3 中最大权重的 %2。</translation>
    </message>
    <message>
        <source>skipped: %1 value overflowed or is not finite, first in %2 (scale %3)</source>
        <translation>已跳过：%1 个数值上溢或不是有限数，最先在 %2（缩放 %3）</translation>
    </message>
    <message>
        <source>skipped: %1 values overflowed or are not finite, first in %2 (scale %3)</source>
        <translation>已跳过：%1 个数值上溢或不是有限数，最先在 %2（缩放 %3）</translation>
    </message>
    <message>
        <source>applied, although %1 value overflowed or is not finite, first in %2 (scale %3)</source>
        <translation>已应用，尽管 %1 个数值上溢或不是有限数，最先在 %2（缩放 %3）</translation>
    </message>
    <message>
        <source>applied, although %1 values overflowed or are not finite, first in %2 (scale %3)</source>
        <translation>已应用，尽管 %1 个数值上溢或不是有限数，最先在 %2（缩放 %3）</translation>
    </message>
    <message>
        <source>%1 value overflowed or is not finite, the first in %2</source>
        <translation>%1 个数值上溢或不是有限数，最先在 %2</translation>
    </message>
    <message>
        <source>%1 values overflowed or are not finite, the first in %2</source>
        <translation>%1 个数值上溢或不是有限数，最先在 %2</translation>
    </message>
    <message>
        <source>%1. Under which loss scale is not told, and so not whether that is to be expected.</source>
        <translation>%1。未说明当时的损失缩放，因此也无从得知这是否属于正常。</translation>
    </message>
    <message>
        <source>Accuracy: of the test set, when it was evaluated last.</source>
        <translation>准确率：最近一次评估时测试集的准确率。</translation>
    </message>
    <message>
        <source>Final loss: the training loss of the last step&apos;s batch.</source>
        <translation>最终损失：最后一步所用批次的训练损失。</translation>
    </message>
    <message>
        <source>Skipped steps: share of those whose update was skipped.</source>
        <translation>跳过的步：更新被跳过的步所占的比例。</translation>
    </message>
    <message>
        <source>That is a bound: %1 gradient is all zero before its cast, as behind one that vanished, and may bear less.</source>
        <translation>这只是上界：有 %1 个梯度在转换前全为零（如位于已消失的梯度之后），可容纳的缩放可能更小。</translation>
    </message>
    <message>
        <source>That is a bound: %1 gradients are all zero before their cast, as behind one that vanished, and may bear less.</source>
        <translation>这只是上界：有 %1 个梯度在转换前全为零（如位于已消失的梯度之后），可容纳的缩放可能更小。</translation>
    </message>
    <message>
        <source>The loss scale does not change that: each operand has a scale of its own.</source>
        <translation>损失缩放对此没有影响：每个操作数都有自己的缩放。</translation>
    </message>
    <message>
        <source>The update of step %1 reached %2 of the largest weight that it left in %3.</source>
        <translation>第 %1 步的更新达到其后 %3 中最大权重的 %2。</translation>
    </message>
    <message>
        <source>Time per step: of this run alone, the median.</source>
        <translation>每步用时：只算这个运行，取中位数。</translation>
    </message>
    <message>
        <source>Wall time: runs of one experiment share it.</source>
        <translation>挂钟时间：同一实验的运行共用。</translation>
    </message>
    <message>
        <source>best of these runs.</source>
        <translation>这些运行中最好的。</translation>
    </message>
    <message>
        <source>%1 at a scale no higher than one that had held</source>
        <translation>%1 步的缩放不高于此前可行的缩放</translation>
    </message>
    <message>
        <source>As high a scale had held before: this batch&apos;s gradients are %1 times as large as in step %2. A batch that the network gets wrong does that, and so does a learning rate that is too high: the loss tells.</source>
        <translation>同样高的缩放此前可行：这一批次的梯度是第 %2 步的 %1 倍。网络判错的批次会如此，过高的学习率也会如此：看损失便知。</translation>
    </message>
    <message>
        <source>As high a scale had held before: this batch&apos;s gradients are %1 times as large as in step %2. Now and then that is normal.</source>
        <translation>同样高的缩放此前可行：这个批次的梯度是第 %2 步的 %1 倍。偶尔出现属正常现象。</translation>
    </message>
    <message>
        <source>As high a scale had held before: this batch&apos;s gradients are larger. Now and then that is normal.</source>
        <translation>同样高的缩放此前可行：这个批次的梯度更大。偶尔出现属正常现象。</translation>
    </message>
    <message>
        <source>Lost updates: %1 of all updates leave their weight as it was, more in %2 (%3, %4 of its own) than in any other tensor, because the weights are stored in %5 and the updates are below half of its spacing. Keep FP32 master weights.</source>
        <translation>丢失的更新：全部更新中有 %1 未使权重改变，其中 %2（%3，占其自身的 %4）最多，原因是权重以 %5 存储，而更新小于其间距的一半。应保留 FP32 主权重。</translation>
    </message>
</context>
<context>
    <name>scalescope::Actions</name>
    <message>
        <source>&amp;Open configuration…</source>
        <translation>打开配置(&amp;O)…</translation>
    </message>
    <message>
        <source>Open an experiment&apos;s configuration</source>
        <translation>打开一个实验的配置</translation>
    </message>
    <message>
        <source>&amp;Save configuration</source>
        <translation>保存配置(&amp;S)</translation>
    </message>
    <message>
        <source>Save the configuration</source>
        <translation>保存配置</translation>
    </message>
    <message>
        <source>Save configuration &amp;as…</source>
        <translation>配置另存为(&amp;A)…</translation>
    </message>
    <message>
        <source>Save the configuration under another name</source>
        <translation>以另一个名称保存配置</translation>
    </message>
    <message>
        <source>Open s&amp;tore…</source>
        <translation>打开运行库(&amp;T)…</translation>
    </message>
    <message>
        <source>Open or create a file that runs are kept in</source>
        <translation>打开或新建保存运行的文件</translation>
    </message>
    <message>
        <source>&amp;Export plots…</source>
        <translation>导出图表(&amp;E)…</translation>
    </message>
    <message>
        <source>Save all plots as pictures into a folder</source>
        <translation>把所有图表以图片形式保存到一个文件夹</translation>
    </message>
    <message>
        <source>Export as &amp;PyTorch script…</source>
        <translation>导出为 PyTorch 脚本(&amp;P)…</translation>
    </message>
    <message>
        <source>Save what Setup trains as a Python script with torch.amp, and the initial weights that it starts from</source>
        <translation>把实验设置中的训练保存为使用 torch.amp 的 Python 脚本，并附上作为起点的初始权重</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>退出(&amp;Q)</translation>
    </message>
    <message>
        <source>Leave ScaleScope</source>
        <translation>退出 ScaleScope</translation>
    </message>
    <message>
        <source>&amp;Start</source>
        <translation>开始(&amp;S)</translation>
    </message>
    <message>
        <source>Train the experiment, or go on after a pause</source>
        <translation>训练实验，或在暂停后继续</translation>
    </message>
    <message>
        <source>&amp;Pause</source>
        <translation>暂停(&amp;P)</translation>
    </message>
    <message>
        <source>Pause after the step in work</source>
        <translation>完成当前步后暂停</translation>
    </message>
    <message>
        <source>One s&amp;tep</source>
        <translation>单步(&amp;T)</translation>
    </message>
    <message>
        <source>Train one step of every run, then pause</source>
        <translation>每个运行各训练一步，然后暂停</translation>
    </message>
    <message>
        <source>St&amp;op</source>
        <translation>停止(&amp;O)</translation>
    </message>
    <message>
        <source>End the experiment; its runs are kept</source>
        <translation>结束实验；其运行会保留</translation>
    </message>
    <message>
        <source>Set &amp;loss scale…</source>
        <translation>设置损失缩放(&amp;L)…</translation>
    </message>
    <message>
        <source>Set the loss scale of a run by hand</source>
        <translation>手动设置某个运行的损失缩放</translation>
    </message>
    <message>
        <source>&amp;Change a run…</source>
        <translation>修改运行(&amp;C)…</translation>
    </message>
    <message>
        <source>Change a run&apos;s learning rate, clipping or formats while it trains</source>
        <translation>在训练过程中修改某个运行的学习率、裁剪或格式</translation>
    </message>
    <message>
        <source>&amp;Inject a fault…</source>
        <translation>注入故障(&amp;I)…</translation>
    </message>
    <message>
        <source>Plant a fault on purpose: spike a tensor, write NaN, set the loss scale</source>
        <translation>有意植入故障：让张量出现尖峰、写入 NaN、设置损失缩放</translation>
    </message>
    <message>
        <source>Number &amp;microscope…</source>
        <translation>数值显微镜(&amp;M)…</translation>
    </message>
    <message>
        <source>Show a value&apos;s bits, neighbours and rounding error in every format</source>
        <translation>显示一个值在每种格式下的位、相邻值和舍入误差</translation>
    </message>
    <message>
        <source>&amp;Reset layout</source>
        <translation>重置布局(&amp;R)</translation>
    </message>
    <message>
        <source>Put all docks back in place</source>
        <translation>把所有面板放回原位</translation>
    </message>
    <message>
        <source>&amp;First steps</source>
        <translation>入门(&amp;F)</translation>
    </message>
    <message>
        <source>A first experiment, step by step</source>
        <translation>第一个实验，一步步来</translation>
    </message>
    <message>
        <source>&amp;About ScaleScope</source>
        <translation>关于 ScaleScope(&amp;A)</translation>
    </message>
    <message>
        <source>Version and licence</source>
        <translation>版本和许可证</translation>
    </message>
    <message>
        <source>Re&amp;sume</source>
        <translation>继续(&amp;S)</translation>
    </message>
    <message>
        <source>Cannot start: %1</source>
        <translation>无法开始：%1</translation>
    </message>
    <message>
        <source>&amp;User guide</source>
        <translation>用户指南(&amp;U)</translation>
    </message>
    <message>
        <source>What the window shows, and how to use it</source>
        <translation>窗口显示什么，怎样使用</translation>
    </message>
</context>
<context>
    <name>scalescope::BitStrip</name>
    <message>
        <source>sign</source>
        <translation>符号</translation>
    </message>
    <message>
        <source>exponent</source>
        <translation>指数</translation>
    </message>
    <message>
        <source>mantissa</source>
        <translation>尾数</translation>
    </message>
    <message>
        <source>Bits of %1</source>
        <translation>%1 的位</translation>
    </message>
    <message>
        <source>Bit %1, %2: %3</source>
        <translation>位 %1，%2：%3</translation>
    </message>
    <message>
        <source>Bit %1, %2: %3 (adds %4 to the exponent)</source>
        <translation>位 %1，%2：%3（为指数加 %4）</translation>
    </message>
    <message>
        <source>Bit %1, %2: %3 (worth 2^%4)</source>
        <translation>位 %1，%2：%3（代表 2^%4）</translation>
    </message>
    <message>
        <source>%1. %2. Arrows move, the space bar toggles.</source>
        <translation>%1。%2。方向键移动，空格键翻转。</translation>
    </message>
    <message>
        <source>%1. Click to toggle it.</source>
        <translation>%1。单击可翻转。</translation>
    </message>
</context>
<context>
    <name>scalescope::BreakpointChoice</name>
    <message>
        <source>Overflow</source>
        <translation>上溢</translation>
    </message>
    <message>
        <source>Loss scale change</source>
        <translation>损失缩放变化</translation>
    </message>
    <message>
        <source>NaN or infinite loss</source>
        <translation>损失为 NaN 或无穷</translation>
    </message>
    <message>
        <source>Underflow share over</source>
        <translation>下溢占比超过</translation>
    </message>
    <message>
        <source>Loss off the FP32 run&apos;s by over</source>
        <translation>损失偏离 FP32 运行超过</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>到达步</translation>
    </message>
    <message>
        <source>Pause when a value becomes infinite at a cast, or a gradient is not finite</source>
        <translation>有值在转换时变成无穷，或梯度不是有限数时暂停</translation>
    </message>
    <message>
        <source>Pause when a loss scale is about to change</source>
        <translation>损失缩放即将变化时暂停</translation>
    </message>
    <message>
        <source>Pause when a loss is NaN or infinite</source>
        <translation>损失为 NaN 或无穷时暂停</translation>
    </message>
    <message>
        <source>Pause when more than this share of a step&apos;s casts becomes zero</source>
        <translation>一步的转换中变为零的比例超过此值时暂停</translation>
    </message>
    <message>
        <source>Pause when a loss differs from the FP32 run&apos;s by more than this share of it</source>
        <translation>损失与 FP32 运行的损失之差超过后者的这一比例时暂停</translation>
    </message>
    <message>
        <source>Pause at this step, in all runs</source>
        <translation>所有运行都在这一步暂停</translation>
    </message>
</context>
<context>
    <name>scalescope::BreakpointEditor</name>
    <message>
        <source>Pause before a step&apos;s update is applied, on</source>
        <translation>发生以下情况时，在应用该步的更新之前暂停</translation>
    </message>
</context>
<context>
    <name>scalescope::ComparisonView</name>
    <message>
        <source>Comparison of runs</source>
        <translation>运行对比</translation>
    </message>
    <message>
        <source>Their configurations are the same.</source>
        <translation>它们的配置相同。</translation>
    </message>
    <message>
        <source>1 difference of configuration.</source>
        <translation>配置有 1 处不同。</translation>
    </message>
    <message>
        <source>%1 differences of configuration.</source>
        <translation>配置有 %1 处不同。</translation>
    </message>
    <message>
        <source>Beside the pinned baseline. Best in bold.</source>
        <translation>以固定的基线为参照，最佳值用粗体。</translation>
    </message>
    <message>
        <source>Beside the first. Best in bold.</source>
        <translation>以第一个运行为参照，最佳值用粗体。</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>值</translation>
    </message>
    <message>
        <source>Baseline %1</source>
        <translation>基线 %1</translation>
    </message>
    <message>
        <source>%1, the best</source>
        <translation>%1，最佳</translation>
    </message>
    <message>
        <source>How they were configured is not known.</source>
        <translation>它们的配置未知。</translation>
    </message>
    <message>
        <source>%1 of %2 runs, which have room here.</source>
        <translation>这里只放得下 %2 个运行中的 %1 个。</translation>
    </message>
</context>
<context>
    <name>scalescope::ConfigForm</name>
    <message>
        <source>Choose…</source>
        <translation>选择…</translation>
    </message>
    <message>
        <source>Choose: %1</source>
        <translation>选择：%1</translation>
    </message>
</context>
<context>
    <name>scalescope::DataForm</name>
    <message>
        <source>IDX files</source>
        <translation>IDX 文件</translation>
    </message>
    <message>
        <source>CSV file</source>
        <translation>CSV 文件</translation>
    </message>
    <message>
        <source>Synthetic</source>
        <translation>合成数据</translation>
    </message>
    <message>
        <source>Data set</source>
        <translation>数据集</translation>
    </message>
    <message>
        <source>What the network is trained on</source>
        <translation>网络训练所用的数据</translation>
    </message>
    <message>
        <source>Training limit</source>
        <translation>训练样本上限</translation>
    </message>
    <message>
        <source>Use only the first samples of the training set</source>
        <translation>只使用训练集最前面的这些样本</translation>
    </message>
    <message>
        <source>all samples</source>
        <translation>全部样本</translation>
    </message>
    <message>
        <source>Shuffle</source>
        <translation>打乱</translation>
    </message>
    <message>
        <source>A new order every epoch, which depends on the seed alone</source>
        <translation>每轮使用新的顺序，该顺序只取决于随机种子</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>Where the files of the data set are</source>
        <translation>数据集文件所在的位置</translation>
    </message>
    <message>
        <source>as installed</source>
        <translation>随程序安装的位置</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Comma-separated numbers with a header line</source>
        <translation>带标题行、以逗号分隔的数值</translation>
    </message>
    <message>
        <source>required</source>
        <translation>必填</translation>
    </message>
    <message>
        <source>CSV files (*.csv *.csv.gz);;All files (*)</source>
        <translation>CSV 文件 (*.csv *.csv.gz);;所有文件 (*)</translation>
    </message>
    <message>
        <source>Label column</source>
        <translation>标签列</translation>
    </message>
    <message>
        <source>Name or index of the column that holds the class</source>
        <translation>存放类别的列，填列名或序号</translation>
    </message>
    <message>
        <source>the last</source>
        <translation>最后一列</translation>
    </message>
    <message>
        <source>Test share</source>
        <translation>测试比例</translation>
    </message>
    <message>
        <source>Part of the rows kept for evaluation</source>
        <translation>留作评估的行所占比例</translation>
    </message>
    <message>
        <source>An IDX file, plain or .gz</source>
        <translation>IDX 文件，未压缩或 .gz</translation>
    </message>
    <message>
        <source>IDX files (*);;Compressed (*.gz)</source>
        <translation>IDX 文件 (*);;压缩文件 (*.gz)</translation>
    </message>
    <message>
        <source>Images</source>
        <translation>图像</translation>
    </message>
    <message>
        <source>Labels</source>
        <translation>标签</translation>
    </message>
    <message>
        <source>Test images</source>
        <translation>测试图像</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Test labels</source>
        <translation>测试标签</translation>
    </message>
    <message>
        <source>Generator</source>
        <translation>生成器</translation>
    </message>
    <message>
        <source>How samples are made up</source>
        <translation>样本的生成方式</translation>
    </message>
    <message>
        <source>Spirals</source>
        <translation>螺旋</translation>
    </message>
    <message>
        <source>Blobs</source>
        <translation>团簇</translation>
    </message>
    <message>
        <source>Teacher network</source>
        <translation>教师网络</translation>
    </message>
    <message>
        <source>Classes</source>
        <translation>类别数</translation>
    </message>
    <message>
        <source>How many kinds of samples</source>
        <translation>样本分为多少类</translation>
    </message>
    <message>
        <source>Features</source>
        <translation>特征数</translation>
    </message>
    <message>
        <source>Numbers in a sample</source>
        <translation>每个样本中数值的个数</translation>
    </message>
    <message>
        <source>Samples</source>
        <translation>样本数</translation>
    </message>
    <message>
        <source>Training samples</source>
        <translation>训练样本的数量</translation>
    </message>
    <message>
        <source>Noise</source>
        <translation>噪声</translation>
    </message>
    <message>
        <source>Spread of the samples</source>
        <translation>样本的离散程度</translation>
    </message>
</context>
<context>
    <name>scalescope::DataOutline</name>
    <message>
        <source>1 feature</source>
        <translation>1 个特征</translation>
    </message>
    <message>
        <source>%1 features</source>
        <translation>%1 个特征</translation>
    </message>
    <message>
        <source>%1 training and %2 test samples
%3, %4 classes</source>
        <translation>%1 个训练样本，%2 个测试样本
%3，%4 个类别</translation>
    </message>
</context>
<context>
    <name>scalescope::DebugController</name>
    <message>
        <source>Continue</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Apply the update, and train on</source>
        <translation>应用更新并继续训练</translation>
    </message>
    <message>
        <source>Next step</source>
        <translation>下一步</translation>
    </message>
    <message>
        <source>Apply the update, and go on to before the next</source>
        <translation>应用更新，并前进到下一次更新之前</translation>
    </message>
    <message>
        <source>Set loss scale…</source>
        <translation>设置损失缩放…</translation>
    </message>
    <message>
        <source>Compute this step with another loss scale</source>
        <translation>用另一个损失缩放计算这一步</translation>
    </message>
    <message>
        <source>Change…</source>
        <translation>修改…</translation>
    </message>
    <message>
        <source>Learning rate, clipping or formats, from this step on</source>
        <translation>从这一步起修改学习率、裁剪或格式</translation>
    </message>
    <message>
        <source>Inject…</source>
        <translation>注入…</translation>
    </message>
    <message>
        <source>Plant a fault in this step</source>
        <translation>在这一步植入故障</translation>
    </message>
</context>
<context>
    <name>scalescope::DetailPane</name>
    <message>
        <source>Over time</source>
        <translation>随时间变化</translation>
    </message>
    <message>
        <source>Histogram</source>
        <translation>直方图</translation>
    </message>
    <message>
        <source>What to show of the selected tensor</source>
        <translation>所选张量要显示的内容</translation>
    </message>
    <message>
        <source>The exponents of the selected tensor in this step, of every run</source>
        <translation>每个运行的所选张量在这一步的指数分布</translation>
    </message>
    <message>
        <source>The exponents of the selected tensor over the stored steps</source>
        <translation>所选张量的指数分布在已存各步中的变化</translation>
    </message>
</context>
<context>
    <name>scalescope::DiagnosisEntry</name>
    <message>
        <source>Step %1</source>
        <translation>第 %1 步</translation>
    </message>
    <message>
        <source>Show step %1 in every plot</source>
        <translation>在所有图表中显示第 %1 步</translation>
    </message>
    <message>
        <source>Show %1 in the inspector</source>
        <translation>在检查器中显示 %1</translation>
    </message>
</context>
<context>
    <name>scalescope::DiagnosisPanel</name>
    <message>
        <source>Skipped steps</source>
        <translation>跳过的步</translation>
    </message>
    <message>
        <source>First overflow</source>
        <translation>首次上溢</translation>
    </message>
    <message>
        <source>First overflow that loss scaling does not explain</source>
        <translation>首次无法用损失缩放解释的上溢</translation>
    </message>
    <message>
        <source>Newest overflow</source>
        <translation>最近的上溢</translation>
    </message>
    <message>
        <source>Overflows</source>
        <translation>上溢</translation>
    </message>
    <message numerus="yes">
        <source>%n step(s) overflowed, and the store holds statistics of none of them.</source>
        <translation>
            <numerusform>有 %n 步上溢，运行库中没有这些步的统计。</numerusform>
        </translation>
    </message>
    <message>
        <source>No value overflowed, and no format lost enough to matter.</source>
        <translation>没有值上溢，各格式丢失的信息也不足以造成影响。</translation>
    </message>
    <message>
        <source>Diagnosis of a run</source>
        <translation>运行的诊断</translation>
    </message>
    <message>
        <source>Select a run: here stands why it overflowed, whether its skipped steps are to be expected, and what else costs it accuracy.</source>
        <translation>选择一个运行：这里会说明它为什么上溢，跳过的步是否属于正常，以及还有什么在降低它的准确率。</translation>
    </message>
    <message>
        <source>Run %1, %2</source>
        <translation>运行 %1，%2</translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation>正在读取…</translation>
    </message>
    <message>
        <source>Reading the step that waits…</source>
        <translation>正在读取等待中的步…</translation>
    </message>
    <message>
        <source>Nothing wrong is known of this run</source>
        <translation>未发现此运行有问题</translation>
    </message>
    <message>
        <source>Its log does not tell whether values overflowed.</source>
        <translation>其日志没有说明是否有值上溢。</translation>
    </message>
    <message>
        <source>No sign of trouble with precision</source>
        <translation>没有发现精度问题的迹象</translation>
    </message>
    <message>
        <source>No value overflowed. How many gradients became zero in FP16 is not told: another program counted them afterwards.</source>
        <translation>没有值上溢。有多少梯度在 FP16 中变成了零，无从得知：另一个程序是在舍入之后计数的。</translation>
    </message>
    <message>
        <source>No value overflowed; %1 of those that were cast became zero. Where is not told: no step has statistics.</source>
        <translation>没有值上溢；经转换的值中有 %1 变成了零。发生在何处无从得知：没有任何一步有统计。</translation>
    </message>
    <message>
        <source>No value overflowed. More is not told: no step has statistics.</source>
        <translation>没有值上溢。此外无从得知：没有任何一步有统计。</translation>
    </message>
</context>
<context>
    <name>scalescope::DivergencePanel</name>
    <message>
        <source>Whose gradients, weights and updates are compared with FP32&apos;s</source>
        <translation>要与 FP32 比较梯度、权重和更新的层</translation>
    </message>
    <message>
        <source>Layer</source>
        <translation>层</translation>
    </message>
    <message>
        <source>All layers</source>
        <translation>所有层</translation>
    </message>
    <message>
        <source>La&amp;yer</source>
        <translation>层(&amp;Y)</translation>
    </message>
    <message>
        <source>Where runs part from FP32</source>
        <translation>各运行从哪里开始偏离 FP32</translation>
    </message>
    <message>
        <source>Train a run beside an FP32 run, or tick one in the list of runs: here stands where it parts from FP32, and whether by more than chance.</source>
        <translation>与 FP32 运行并列训练一个运行，或在运行列表中勾选一个：这里会显示它从哪里开始偏离 FP32，以及偏离是否超出偶然。</translation>
    </message>
    <message>
        <source>None of these runs was trained here beside an FP32 run, which is what a distance is measured from.</source>
        <translation>这些运行都不是在这里与 FP32 运行一同训练的，而距离要以后者为准。</translation>
    </message>
    <message>
        <source>Noise floor: what chance does to FP32. What is within it cannot be told from chance.</source>
        <translation>噪声基底：随机波动对 FP32 的影响。在其范围之内的，与随机波动无法区分。</translation>
    </message>
</context>
<context>
    <name>scalescope::DivergenceView</name>
    <message>
        <source>Gradient cosine</source>
        <translation>梯度余弦</translation>
    </message>
    <message>
        <source>Weight distance</source>
        <translation>权重距离</translation>
    </message>
    <message>
        <source>Lost updates (%)</source>
        <translation>丢失的更新 (%)</translation>
    </message>
    <message>
        <source>Divergence from FP32 over the steps</source>
        <translation>各步相对 FP32 的偏离</translation>
    </message>
    <message>
        <source>How far the shown runs are from their FP32 run, over the steps. Wheel: zoom. Drag: pan. Double click: all steps. Click: go to the step</source>
        <translation>所示运行在各步与其 FP32 运行的距离。滚轮：缩放。拖动：平移。双击：显示所有步。单击：跳到该步</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>步</translation>
    </message>
</context>
<context>
    <name>scalescope::EditDialog</name>
    <message>
        <source>Change a run</source>
        <translation>修改运行</translation>
    </message>
    <message>
        <source>Goes for step %1, which waits, and for all that follow.</source>
        <translation>对等待中的第 %1 步及其后所有步生效。</translation>
    </message>
    <message>
        <source>Goes from the next step on.</source>
        <translation>从下一步起生效。</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>运行</translation>
    </message>
    <message>
        <source>Which run is changed; the others stay as they are</source>
        <translation>要修改的运行；其他运行保持不变</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>学习率</translation>
    </message>
    <message>
        <source>Size of a step against the gradient; a schedule goes on from it</source>
        <translation>沿负梯度方向前进的步长；学习率调度由此值继续</translation>
    </message>
    <message>
        <source>No</source>
        <translation>不裁剪</translation>
    </message>
    <message>
        <source>By global norm</source>
        <translation>按全局范数</translation>
    </message>
    <message>
        <source>By value</source>
        <translation>按值</translation>
    </message>
    <message>
        <source>Clip gradients</source>
        <translation>梯度裁剪</translation>
    </message>
    <message>
        <source>Limits the size of gradients</source>
        <translation>限制梯度的大小</translation>
    </message>
    <message>
        <source>Clip at</source>
        <translation>裁剪阈值</translation>
    </message>
    <message>
        <source>Largest norm, or largest value</source>
        <translation>最大范数，或最大值</translation>
    </message>
    <message>
        <source>After unscaling</source>
        <translation>反缩放之后</translation>
    </message>
    <message>
        <source>Before unscaling (wrong)</source>
        <translation>反缩放之前（错误）</translation>
    </message>
    <message>
        <source>Clip when</source>
        <translation>裁剪时机</translation>
    </message>
    <message>
        <source>Before unscaling is the common mistake: the limit meets scaled gradients</source>
        <translation>在反缩放之前裁剪是常见错误：阈值作用在了缩放后的梯度上</translation>
    </message>
    <message>
        <source>Formats</source>
        <translation>格式</translation>
    </message>
    <message>
        <source>The formats of single layers</source>
        <translation>各层的格式</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>修改</translation>
    </message>
    <message>
        <source>Policy…</source>
        <translation>按策略…</translation>
    </message>
    <message>
        <source>%1 edited…</source>
        <translation>已修改 %1 层…</translation>
    </message>
</context>
<context>
    <name>scalescope::ExportDialog</name>
    <message>
        <source>Export runs</source>
        <translation>导出运行</translation>
    </message>
    <message>
        <source>Write %1 runs for other programs.</source>
        <translation>导出 %1 个运行供其他程序使用。</translation>
    </message>
    <message>
        <source>CSV: a file for each table</source>
        <translation>CSV：每个表一个文件</translation>
    </message>
    <message>
        <source>JSON: a document with all of it</source>
        <translation>JSON：一个包含全部内容的文档</translation>
    </message>
    <message>
        <source>TensorBoard: an event file with scalars and histograms</source>
        <translation>TensorBoard：包含标量和直方图的事件文件</translation>
    </message>
    <message>
        <source>Safetensors: the newest weights</source>
        <translation>Safetensors：最新的权重</translation>
    </message>
    <message>
        <source>What the runs are written as</source>
        <translation>运行的导出格式</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>格式</translation>
    </message>
    <message>
        <source>The folder to write into; it is made if it is missing</source>
        <translation>导出到的文件夹；不存在时会自动创建</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>…</source>
        <translation>…</translation>
    </message>
    <message>
        <source>Choose the folder</source>
        <translation>选择文件夹</translation>
    </message>
    <message>
        <source>F&amp;ormat</source>
        <translation>格式(&amp;O)</translation>
    </message>
    <message>
        <source>&amp;Folder</source>
        <translation>文件夹(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Export</source>
        <translation>导出(&amp;E)</translation>
    </message>
    <message>
        <source>Export runs into</source>
        <translation>将运行导出到</translation>
    </message>
    <message>
        <source>Write the run %1 for other programs.</source>
        <translation>把运行 %1 写成其他程序可读的文件。</translation>
    </message>
</context>
<context>
    <name>scalescope::FileCommands</name>
    <message>
        <source>The configuration cannot be opened</source>
        <translation>无法打开配置</translation>
    </message>
    <message>
        <source>The configuration cannot be saved</source>
        <translation>无法保存配置</translation>
    </message>
    <message>
        <source>Open configuration</source>
        <translation>打开配置</translation>
    </message>
    <message>
        <source>Configurations (*.json);;All files (*)</source>
        <translation>配置 (*.json);;所有文件 (*)</translation>
    </message>
    <message>
        <source>Save configuration</source>
        <translation>保存配置</translation>
    </message>
    <message>
        <source>Configurations (*.json)</source>
        <translation>配置 (*.json)</translation>
    </message>
    <message>
        <source>Open or create a store</source>
        <translation>打开或新建运行库</translation>
    </message>
    <message>
        <source>Stores (*.sqlite);;All files (*)</source>
        <translation>运行库 (*.sqlite);;所有文件 (*)</translation>
    </message>
    <message>
        <source>Export plots into</source>
        <translation>将图表导出到</translation>
    </message>
    <message>
        <source>The script leaves out what torch.amp cannot express</source>
        <translation>脚本省略了 torch.amp 无法表达的内容</translation>
    </message>
    <message>
        <source>The PyTorch script cannot be saved</source>
        <translation>无法保存 PyTorch 脚本</translation>
    </message>
    <message>
        <source>Export as PyTorch script</source>
        <translation>导出为 PyTorch 脚本</translation>
    </message>
    <message>
        <source>Python scripts (*.py)</source>
        <translation>Python 脚本 (*.py)</translation>
    </message>
</context>
<context>
    <name>scalescope::ForkDialog</name>
    <message>
        <source>trains beside it</source>
        <translation>同时训练</translation>
    </message>
    <message>
        <source>Fork %1 (%2)</source>
        <translation>分叉 %1 (%2)</translation>
    </message>
    <message>
        <source>%1 (parent)</source>
        <translation>%1（父运行）</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>static</source>
        <translation>静态</translation>
    </message>
    <message>
        <source>dynamic (%1)</source>
        <translation>动态 (%1)</translation>
    </message>
    <message>
        <source>made from the parent&apos;s</source>
        <translation>由父运行的名称生成</translation>
    </message>
    <message>
        <source>A new run that goes on from a checkpoint of %1, beside it in the plots.</source>
        <translation>从 %1 的检查点继续的新运行，在图表中与其并列显示。</translation>
    </message>
    <message>
        <source>Checkpoint</source>
        <translation>检查点</translation>
    </message>
    <message>
        <source>Where the fork leaves its parent</source>
        <translation>从父运行分出的位置</translation>
    </message>
    <message>
        <source>Precision</source>
        <translation>精度</translation>
    </message>
    <message>
        <source>The precision policy from there on</source>
        <translation>此后采用的精度策略</translation>
    </message>
    <message>
        <source>Loss scale</source>
        <translation>损失缩放</translation>
    </message>
    <message>
        <source>Another scaler starts anew; the parent&apos;s goes on where it was</source>
        <translation>换用其他缩放器会重新开始；沿用父运行的缩放器则从原处继续</translation>
    </message>
    <message>
        <source>Scale</source>
        <translation>缩放值</translation>
    </message>
    <message>
        <source>The static loss scale; 2^16 can be written too</source>
        <translation>静态损失缩放；也可写成 2^16</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>学习率</translation>
    </message>
    <message>
        <source>Empty: as the parent has it</source>
        <translation>留空：与父运行相同</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>步数</translation>
    </message>
    <message>
        <source>All in all, those of the parent included; empty: as the parent</source>
        <translation>总步数，包括父运行的步；留空：与父运行相同</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Of the new run</source>
        <translation>新运行的名称</translation>
    </message>
    <message>
        <source>FP32 run</source>
        <translation>FP32 运行</translation>
    </message>
    <message>
        <source>The FP32 run goes on from the same step, so that divergence is measured</source>
        <translation>FP32 运行从同一步继续，以便测量偏离</translation>
    </message>
    <message>
        <source>Fork</source>
        <translation>分叉</translation>
    </message>
    <message>
        <source>before step %1</source>
        <translation>第 %1 步之前</translation>
    </message>
</context>
<context>
    <name>scalescope::FormatsDialog</name>
    <message>
        <source>Formats of %1</source>
        <translation>%1 的格式</translation>
    </message>
    <message>
        <source>Weight</source>
        <translation>权重</translation>
    </message>
    <message>
        <source>Compute</source>
        <translation>计算</translation>
    </message>
    <message>
        <source>Gradient</source>
        <translation>梯度</translation>
    </message>
    <message>
        <source>Statistics</source>
        <translation>统计量</translation>
    </message>
    <message>
        <source>The policy fills this table; choose another format where a layer is to differ.</source>
        <translation>表中内容由策略填写；某层需要不同格式时，另选一种即可。</translation>
    </message>
    <message>
        <source>%1  %2</source>
        <translation>%1  %2</translation>
    </message>
    <message>
        <source>%1 (policy)</source>
        <translation>%1（策略）</translation>
    </message>
</context>
<context>
    <name>scalescope::HeatLegend</name>
    <message>
        <source>Colours of the table: %1</source>
        <translation>表格的颜色：%1</translation>
    </message>
</context>
<context>
    <name>scalescope::HeatModel</name>
    <message>
        <source>This tensor got no values in this step.</source>
        <translation>此张量在这一步没有得到任何值。</translation>
    </message>
    <message>
        <source>%1, %2: %3</source>
        <translation>%1，%2：%3</translation>
    </message>
</context>
<context>
    <name>scalescope::HeatTable</name>
    <message>
        <source>Tensors of the step: layers and kinds of tensors</source>
        <translation>这一步的张量：各层与各类张量</translation>
    </message>
    <message>
        <source>Bits of the largest value, %1</source>
        <translation>最大值的位，%1</translation>
    </message>
    <message>
        <source>Bits of the smallest value, %1</source>
        <translation>最小值的位，%1</translation>
    </message>
</context>
<context>
    <name>scalescope::HeldBanner</name>
    <message>
        <source>A step waits before its update</source>
        <translation>有一步停在更新之前</translation>
    </message>
</context>
<context>
    <name>scalescope::HeldWatch</name>
    <message>
        <source>in %1, %2</source>
        <translation>在 %1 中，%2</translation>
    </message>
    <message>
        <source>a single step</source>
        <translation>单步执行</translation>
    </message>
    <message>
        <source>&lt;b&gt;Step %1 waits before its update&lt;/b&gt;: %2.</source>
        <translation>&lt;b&gt;第 %1 步停在更新之前&lt;/b&gt;：%2。</translation>
    </message>
    <message>
        <source>changed by hand, and computed anew when it goes on</source>
        <translation>已手动更改，继续时会重新计算</translation>
    </message>
</context>
<context>
    <name>scalescope::HelpWindow</name>
    <message>
        <source>User guide</source>
        <translation>用户指南</translation>
    </message>
    <message>
        <source>Page of the documentation</source>
        <translation>文档页面</translation>
    </message>
    <message>
        <source>Guide</source>
        <translation>指南</translation>
    </message>
    <message>
        <source>To the first page</source>
        <translation>回到第一页</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>后退</translation>
    </message>
    <message>
        <source>To the page before</source>
        <translation>回到上一页</translation>
    </message>
    <message>
        <source>Forward</source>
        <translation>前进</translation>
    </message>
    <message>
        <source>To the page after</source>
        <translation>到下一页</translation>
    </message>
    <message>
        <source>Find on this page</source>
        <translation>在本页查找</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>下一个</translation>
    </message>
    <message>
        <source>The next place</source>
        <translation>下一处</translation>
    </message>
</context>
<context>
    <name>scalescope::HistogramView</name>
    <message>
        <source>Exponent histogram of the selected tensor</source>
        <translation>所选张量的指数直方图</translation>
    </message>
    <message>
        <source>How many of the tensor&apos;s values have which exponent, before the cast; filled: what the run&apos;s format keeps</source>
        <translation>转换前，该张量中各个指数分别有多少个值；填充部分：运行的格式能保留的值</translation>
    </message>
    <message>
        <source>overflow</source>
        <translation>上溢</translation>
    </message>
    <message>
        <source>NaN</source>
        <translation>NaN</translation>
    </message>
    <message>
        <source>becomes 0</source>
        <translation>变为 0</translation>
    </message>
    <message>
        <source>subnormal</source>
        <translation>次正规数</translation>
    </message>
    <message>
        <source>%1 normal</source>
        <translation>%1 正规数</translation>
    </message>
</context>
<context>
    <name>scalescope::HistoryView</name>
    <message>
        <source>Exponents of the selected tensor over time</source>
        <translation>所选张量的指数随时间的变化</translation>
    </message>
    <message>
        <source>The histograms of all steps beside one another: the stronger the colour, the more values have this exponent; lines mark the format&apos;s ranges. A click goes to a step.</source>
        <translation>所有步的直方图并排显示：颜色越深，取该指数的值越多；线条标出格式的范围。单击可跳到某一步。</translation>
    </message>
</context>
<context>
    <name>scalescope::ImportDialog</name>
    <message>
        <source>%1 (1 value)</source>
        <translation>%1（1 个值）</translation>
    </message>
    <message>
        <source>%1 … %2 (%3 values)</source>
        <translation>%1 … %2（%3 个值）</translation>
    </message>
    <message>
        <source>Import runs</source>
        <translation>导入运行</translation>
    </message>
    <message>
        <source>&amp;Import</source>
        <translation>导入(&amp;I)</translation>
    </message>
    <message>
        <source>Put these runs into the store</source>
        <translation>把这些运行放入运行库</translation>
    </message>
    <message>
        <source>as the file is named</source>
        <translation>取自文件名</translation>
    </message>
    <message>
        <source>as the log has it</source>
        <translation>取自日志</translation>
    </message>
    <message>
        <source>as its name says</source>
        <translation>根据名称判断</translation>
    </message>
    <message>
        <source>&amp;Experiment</source>
        <translation>实验(&amp;E)</translation>
    </message>
    <message>
        <source>The experiment that the runs come into</source>
        <translation>这些运行归入的实验</translation>
    </message>
    <message>
        <source>&amp;Run</source>
        <translation>运行(&amp;R)</translation>
    </message>
    <message>
        <source>The name of the run; of several, each has its own</source>
        <translation>运行的名称；有多个时各用自己的名称</translation>
    </message>
    <message>
        <source>&amp;Precision</source>
        <translation>精度(&amp;P)</translation>
    </message>
    <message>
        <source>The policy that the runs were trained under</source>
        <translation>这些运行训练时采用的精度策略</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>文件(&amp;F)</translation>
    </message>
    <message>
        <source>The file whose columns are shown</source>
        <translation>下面显示其各列的文件</translation>
    </message>
    <message>
        <source>What it is</source>
        <translation>含义</translation>
    </message>
    <message>
        <source>Column of the log</source>
        <translation>日志中的列</translation>
    </message>
    <message>
        <source>Its values</source>
        <translation>列中的值</translation>
    </message>
    <message>
        <source>What the columns mean</source>
        <translation>各列的含义</translation>
    </message>
    <message>
        <source>The column that holds: %1</source>
        <translation>存放以下内容的列：%1</translation>
    </message>
    <message>
        <source>A run that ScaleScope exported: its columns are known.</source>
        <translation>由 ScaleScope 导出的运行：各列含义已知。</translation>
    </message>
    <message>
        <source>This log holds %1 runs: %2.</source>
        <translation>此日志包含 %1 个运行：%2。</translation>
    </message>
    <message>
        <source>as the first file is named</source>
        <translation>取自第一个文件的名称</translation>
    </message>
</context>
<context>
    <name>scalescope::InjectionDialog</name>
    <message>
        <source>Inject a fault</source>
        <translation>注入故障</translation>
    </message>
    <message>
        <source>All runs</source>
        <translation>所有运行</translation>
    </message>
    <message>
        <source>Multiply a tensor</source>
        <translation>将张量乘以一个系数</translation>
    </message>
    <message>
        <source>Set a tensor&apos;s first value</source>
        <translation>设置张量的第一个值</translation>
    </message>
    <message>
        <source>Set the loss scale</source>
        <translation>设置损失缩放</translation>
    </message>
    <message>
        <source>Planted in step %1, which waits: it is computed again with the fault.</source>
        <translation>将在等待中的第 %1 步植入：该步会带着故障重新计算。</translation>
    </message>
    <message>
        <source>Planted in the next step.</source>
        <translation>将在下一步植入。</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>运行</translation>
    </message>
    <message>
        <source>Whose step gets the fault</source>
        <translation>故障要植入哪个运行的步</translation>
    </message>
    <message>
        <source>Fault</source>
        <translation>故障</translation>
    </message>
    <message>
        <source>What is done</source>
        <translation>要做什么</translation>
    </message>
    <message>
        <source>Tensor</source>
        <translation>张量</translation>
    </message>
    <message>
        <source>Which tensor&apos;s values are changed, right after they are computed</source>
        <translation>要改动哪个张量的值，在其刚计算出来时改动</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>值</translation>
    </message>
    <message>
        <source>The factor, the value, or the loss scale; 2^16 can be written too</source>
        <translation>系数、值或损失缩放；也可写成 2^16</translation>
    </message>
    <message>
        <source>Inject</source>
        <translation>注入</translation>
    </message>
    <message>
        <source>A number, NaN, inf or -inf is needed.</source>
        <translation>需要一个数、NaN、inf 或 -inf。</translation>
    </message>
    <message>
        <source>A positive finite number is needed.</source>
        <translation>需要一个正的有限数。</translation>
    </message>
    <message>
        <source>A finite number is needed.</source>
        <translation>需要一个有限数。</translation>
    </message>
    <message>
        <source>A tensor is needed.</source>
        <translation>需要一个张量。</translation>
    </message>
</context>
<context>
    <name>scalescope::InspectorPanel</name>
    <message>
        <source>The run that the table shows; the histogram shows all of them</source>
        <translation>表格所显示的运行；直方图显示所有运行</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>运行</translation>
    </message>
    <message>
        <source>What the table shows</source>
        <translation>表格显示的内容</translation>
    </message>
    <message>
        <source>R&amp;un</source>
        <translation>运行(&amp;U)</translation>
    </message>
    <message>
        <source>No run is shown. Tick a run in the table of runs, or start training.</source>
        <translation>没有显示任何运行。在运行表中勾选一个运行，或开始训练。</translation>
    </message>
    <message>
        <source>Reading the statistics of this run …</source>
        <translation>正在读取此运行的统计…</translation>
    </message>
    <message>
        <source>Waiting for the first statistics of this run …</source>
        <translation>正在等待此运行的首次统计…</translation>
    </message>
    <message>
        <source>at loss scale %1</source>
        <translation>损失缩放 %1</translation>
    </message>
    <message>
        <source> (step %1)</source>
        <translation> （第 %1 步）</translation>
    </message>
    <message>
        <source>Sho&amp;ws</source>
        <translation>显示(&amp;W)</translation>
    </message>
    <message>
        <source>This run has no statistics of its tensors: none were taken yet, it came from a log, or it was trained with 0 steps between statistics and no overflow.</source>
        <translation>这个运行没有张量的统计：尚未采集，或来自日志，或训练时统计间隔为 0 步且没有上溢。</translation>
    </message>
</context>
<context>
    <name>scalescope::LegendBar</name>
    <message>
        <source>Legend</source>
        <translation>图例</translation>
    </message>
    <message>
        <source>Hide %1 in all plots</source>
        <translation>在所有图表中隐藏 %1</translation>
    </message>
    <message>
        <source>Show %1 in all plots</source>
        <translation>在所有图表中显示 %1</translation>
    </message>
    <message>
        <source>and %1 more</source>
        <translation>还有 %1 个</translation>
    </message>
    <message>
        <source>Group runs to tell so many apart</source>
        <translation>运行太多难以分辨，可将其分组</translation>
    </message>
    <message>
        <source>Mean of these runs; the band is a standard deviation to either side</source>
        <translation>这些运行的均值；色带为上下各一个标准差</translation>
    </message>
</context>
<context>
    <name>scalescope::LessonPanel</name>
    <message>
        <source>No lessons were found beside the program.</source>
        <translation>程序所在位置没有找到课程。</translation>
    </message>
    <message>
        <source>Each lesson is a small experiment with a few pages of text. It fills the setup, trains, and pauses where there is something to see.</source>
        <translation>每个课程是一个小实验，配有几页文字。它会填写实验设置、进行训练，并在值得观察之处暂停。</translation>
    </message>
    <message>
        <source>Begin this lesson; its setup can be undone</source>
        <translation>开始此课程；它所做的设置可以撤销</translation>
    </message>
    <message>
        <source>What this lesson promises</source>
        <translation>此课程的预期结果</translation>
    </message>
    <message>
        <source>Train to where this page speaks of, and pause there</source>
        <translation>训练到本页所讲的位置并暂停</translation>
    </message>
    <message>
        <source>The setup was changed: what trains is not the lesson&apos;s experiment any more, and the lesson promises nothing of it.</source>
        <translation>设置已被改动：现在训练的不再是课程的实验，课程的预期不再适用。</translation>
    </message>
    <message>
        <source>Begin the lesson again</source>
        <translation>重新开始课程</translation>
    </message>
    <message>
        <source>Puts the lesson&apos;s configuration back into the setup</source>
        <translation>把课程的配置重新填入实验设置</translation>
    </message>
    <message>
        <source>All lessons</source>
        <translation>所有课程</translation>
    </message>
    <message>
        <source>Leave this lesson; training and setup stay as they are</source>
        <translation>离开此课程；训练和设置保持原样</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>上一页</translation>
    </message>
    <message>
        <source>The page before; training stays where it is</source>
        <translation>回到前一页；训练停留在原处</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>下一页</translation>
    </message>
    <message>
        <source>Training is on its way to what this page speaks of</source>
        <translation>正在训练到本页所讲的位置</translation>
    </message>
    <message>
        <source>The next page</source>
        <translation>前往下一页</translation>
    </message>
    <message>
        <source>Train to the end</source>
        <translation>训练到结束</translation>
    </message>
    <message>
        <source>Train to step %1</source>
        <translation>训练到第 %1 步</translation>
    </message>
    <message>
        <source>Training: %1 of %2 steps</source>
        <translation>训练中：%1 / %2 步</translation>
    </message>
    <message>
        <source>All %1 steps are done.</source>
        <translation>全部 %1 步已完成。</translation>
    </message>
    <message>
        <source>%1 steps are done; training is paused.</source>
        <translation>已完成 %1 步；训练已暂停。</translation>
    </message>
    <message>
        <source>Page %1 of %2</source>
        <translation>第 %1 页，共 %2 页</translation>
    </message>
</context>
<context>
    <name>scalescope::LogModel</name>
    <message>
        <source>all</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>步</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>运行</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>消息</translation>
    </message>
</context>
<context>
    <name>scalescope::LogView</name>
    <message>
        <source>Log of events</source>
        <translation>事件日志</translation>
    </message>
    <message>
        <source>Overflows, scale changes, evaluations and breakpoints are listed here as they happen.</source>
        <translation>上溢、缩放变化、评估和断点会在发生时列在这里。</translation>
    </message>
    <message>
        <source>Show or hide entries of this kind: %1</source>
        <translation>显示或隐藏此类条目：%1</translation>
    </message>
    <message>
        <source>Show %1</source>
        <translation>显示 %1</translation>
    </message>
</context>
<context>
    <name>scalescope::MainWindow</name>
    <message>
        <source>Diagnosis</source>
        <translation>诊断</translation>
    </message>
    <message>
        <source>Divergence</source>
        <translation>偏离</translation>
    </message>
    <message>
        <source>&amp;Import runs…</source>
        <translation>导入运行(&amp;I)…</translation>
    </message>
    <message>
        <source>Put logs of other programs (CSV, JSON, TensorBoard), or exported runs, into the store</source>
        <translation>把其他程序的日志（CSV、JSON、TensorBoard）或导出的运行放入运行库</translation>
    </message>
    <message>
        <source>E&amp;xport runs…</source>
        <translation>导出运行(&amp;X)…</translation>
    </message>
    <message>
        <source>Write the selected runs, or those in the plots, for other programs</source>
        <translation>导出所选运行或图表中的运行，供其他程序使用</translation>
    </message>
    <message>
        <source>Save &amp;report…</source>
        <translation>保存报告(&amp;R)…</translation>
    </message>
    <message>
        <source>Write a page about the selected runs, or those in the plots: results, plots, verdicts</source>
        <translation>为所选运行或图表中的运行生成一个页面：结果、图表和结论</translation>
    </message>
    <message>
        <source>Import runs</source>
        <translation>导入运行</translation>
    </message>
    <message>
        <source>Logs and exported runs (*.csv *.json *.jsonl *.ndjson *tfevents*);;All files (*)</source>
        <translation>日志和导出的运行 (*.csv *.json *.jsonl *.ndjson *tfevents*);;所有文件 (*)</translation>
    </message>
    <message>
        <source>Reading</source>
        <translation>正在读取</translation>
    </message>
    <message>
        <source>Importing</source>
        <translation>正在导入</translation>
    </message>
    <message>
        <source>Nothing was imported</source>
        <translation>没有导入任何内容</translation>
    </message>
    <message>
        <source>Exporting</source>
        <translation>正在导出</translation>
    </message>
    <message>
        <source>The runs cannot be exported</source>
        <translation>无法导出运行</translation>
    </message>
    <message>
        <source>Written into %1: %2</source>
        <translation>已写入 %1：%2</translation>
    </message>
    <message>
        <source>1 file</source>
        <translation>1 个文件</translation>
    </message>
    <message>
        <source>%1 files</source>
        <translation>%1 个文件</translation>
    </message>
    <message>
        <source>Save report</source>
        <translation>保存报告</translation>
    </message>
    <message>
        <source>Pages (*.html)</source>
        <translation>网页 (*.html)</translation>
    </message>
    <message>
        <source>The report cannot be saved</source>
        <translation>无法保存报告</translation>
    </message>
    <message>
        <source>There are no runs to write</source>
        <translation>没有可导出的运行</translation>
    </message>
    <message>
        <source>Select runs in the table, or tick them so that the plots show them.</source>
        <translation>在表中选择运行，或勾选运行使其显示在图表中。</translation>
    </message>
    <message>
        <source>Statistics cannot be read</source>
        <translation>无法读取统计</translation>
    </message>
    <message>
        <source>The lessons cannot be read</source>
        <translation>无法读取课程</translation>
    </message>
    <message>
        <source>Lessons</source>
        <translation>课程</translation>
    </message>
    <message>
        <source>Lesson %1</source>
        <translation>课程 %1</translation>
    </message>
    <message>
        <source>&amp;Lessons</source>
        <translation>课程(&amp;L)</translation>
    </message>
    <message>
        <source>Setup</source>
        <translation>实验设置</translation>
    </message>
    <message>
        <source>Runs</source>
        <translation>运行</translation>
    </message>
    <message>
        <source>Inspector</source>
        <translation>检查器</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>日志</translation>
    </message>
    <message>
        <source>Training met a problem</source>
        <translation>训练遇到问题</translation>
    </message>
    <message>
        <source>The store cannot be written</source>
        <translation>无法写入运行库</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>撤销(&amp;U)</translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation>重做(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>文件(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>编辑(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;Run</source>
        <translation>运行(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Break on</source>
        <translation>断点(&amp;B)</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>帮助(&amp;H)</translation>
    </message>
    <message>
        <source>The plots cannot be saved</source>
        <translation>无法保存图表</translation>
    </message>
    <message>
        <source>%1 cannot be written.</source>
        <translation>无法写入 %1。</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>视图(&amp;V)</translation>
    </message>
    <message>
        <source>Show or hide %1 (%2)</source>
        <translation>显示或隐藏 %1 (%2)</translation>
    </message>
    <message>
        <source>&amp;X axis</source>
        <translation>X 轴(&amp;X)</translation>
    </message>
    <message>
        <source>&amp;Step</source>
        <translation>步(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Relative time</source>
        <translation>相对时间(&amp;R)</translation>
    </message>
    <message>
        <source>S&amp;amples</source>
        <translation>样本数(&amp;A)</translation>
    </message>
    <message>
        <source>&amp;Wall time</source>
        <translation>时钟时间(&amp;W)</translation>
    </message>
    <message>
        <source>S&amp;moothing</source>
        <translation>平滑(&amp;M)</translation>
    </message>
    <message>
        <source>&amp;None</source>
        <translation>无(&amp;N)</translation>
    </message>
    <message>
        <source>&amp;Light</source>
        <translation>弱(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Strong</source>
        <translation>强(&amp;S)</translation>
    </message>
    <message>
        <source>Loss on a &amp;logarithmic axis, or back</source>
        <translation>切换损失的对数轴(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Whole range of the x axis</source>
        <translation>X 轴的完整范围(&amp;W)</translation>
    </message>
    <message>
        <source>&amp;Presentation mode</source>
        <translation>演示模式(&amp;P)</translation>
    </message>
    <message>
        <source>Large type, thick lines and few controls, for a projector (%1)</source>
        <translation>大号字、粗线条、少量控件，适合投影 (%1)</translation>
    </message>
    <message>
        <source>S&amp;weep…</source>
        <translation>扫描(&amp;W)…</translation>
    </message>
    <message>
        <source>Train what Setup shows under many values of seed, scale, learning rate, …</source>
        <translation>用多组随机种子、缩放、学习率等取值训练实验设置中的内容</translation>
    </message>
    <message>
        <source>This configuration cannot be swept</source>
        <translation>这个配置不能扫描</translation>
    </message>
    <message>
        <source>The sweep cannot start</source>
        <translation>扫描无法开始</translation>
    </message>
    <message>
        <source>scalescope-cli trains its points, and is neither beside this program nor on the path.</source>
        <translation>扫描的各点由 scalescope-cli 训练，但它既不在本程序旁边，也不在 PATH 中。</translation>
    </message>
    <message>
        <source>The store met a problem</source>
        <translation>运行库出现问题</translation>
    </message>
    <message>
        <source>A run cannot be read</source>
        <translation>无法读取某个运行</translation>
    </message>
    <message>
        <source>The run cannot be forked</source>
        <translation>无法分叉此运行</translation>
    </message>
    <message>
        <source>Configuration of %1</source>
        <translation>%1 的配置</translation>
    </message>
    <message>
        <source>The configuration cannot be read</source>
        <translation>无法读取配置</translation>
    </message>
    <message>
        <source>Saved &amp;views</source>
        <translation>已保存的视图(&amp;V)</translation>
    </message>
    <message>
        <source>&amp;Save this view…</source>
        <translation>保存当前视图(&amp;S)…</translation>
    </message>
    <message>
        <source>Keep the runs, axes, smoothing and zoom of the plots under a name</source>
        <translation>给图中的运行、坐标轴、平滑和缩放范围起一个名字保存下来</translation>
    </message>
    <message>
        <source>&amp;Delete view</source>
        <translation>删除视图(&amp;D)</translation>
    </message>
    <message>
        <source>Save this view</source>
        <translation>保存当前视图</translation>
    </message>
    <message>
        <source>Name of the view</source>
        <translation>视图名称</translation>
    </message>
    <message>
        <source>View %1</source>
        <translation>视图 %1</translation>
    </message>
    <message>
        <source>&amp;Theme</source>
        <translation>主题(&amp;T)</translation>
    </message>
    <message>
        <source>As the &amp;system</source>
        <translation>跟随系统(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Dark</source>
        <translation>深色(&amp;D)</translation>
    </message>
    <message>
        <source>Lan&amp;guage</source>
        <translation>语言(&amp;G)</translation>
    </message>
    <message>
        <source>The language changes when ScaleScope starts again.</source>
        <translation>语言在 ScaleScope 下次启动时改变。</translation>
    </message>
    <message>
        <source>Zoom &amp;in</source>
        <translation>放大(&amp;I)</translation>
    </message>
    <message>
        <source>Zoom &amp;out</source>
        <translation>缩小(&amp;O)</translation>
    </message>
    <message>
        <source>To ea&amp;rlier steps</source>
        <translation>移到较早的步(&amp;R)</translation>
    </message>
    <message>
        <source>To later ste&amp;ps</source>
        <translation>移到较晚的步(&amp;P)</translation>
    </message>
    <message>
        <source>Li&amp;ght</source>
        <translation>浅色(&amp;G)</translation>
    </message>
    <message>
        <source>This file cannot be opened as a store</source>
        <translation>此文件无法作为运行库打开</translation>
    </message>
    <message>
        <source>Writing the report</source>
        <translation>正在写报告</translation>
    </message>
    <message>
        <source>Written: %1</source>
        <translation>已写入：%1</translation>
    </message>
    <message>
        <source>This is no store</source>
        <translation>这不是运行库</translation>
    </message>
    <message>
        <source>%1: expected an SQLite database</source>
        <translation>%1：应为 SQLite 数据库</translation>
    </message>
    <message>
        <source>A report is a page: choose a name that ends in .html. A browser prints it as PDF.</source>
        <translation>报告是网页：请选择以 .html 结尾的名称。浏览器可将其打印为 PDF。</translation>
    </message>
</context>
<context>
    <name>scalescope::MicroscopeDialog</name>
    <message>
        <source>Number microscope</source>
        <translation>数值显微镜</translation>
    </message>
    <message>
        <source>Close the microscope (Esc)</source>
        <translation>关闭显微镜 (Esc)</translation>
    </message>
</context>
<context>
    <name>scalescope::NetworkEditor</name>
    <message>
        <source>Layers of the network</source>
        <translation>网络的各层</translation>
    </message>
    <message>
        <source>Add a layer after the selected one</source>
        <translation>在所选层之后添加一层</translation>
    </message>
    <message>
        <source>Add layer</source>
        <translation>添加层</translation>
    </message>
    <message>
        <source>Remove the selected layer</source>
        <translation>移除所选层</translation>
    </message>
    <message>
        <source>Move the selected layer up</source>
        <translation>上移所选层</translation>
    </message>
    <message>
        <source>Move the selected layer down</source>
        <translation>下移所选层</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>重做</translation>
    </message>
    <message>
        <source>Layer %1: %2</source>
        <translation>第 %1 层：%2</translation>
    </message>
    <message>
        <source>%1 parameters</source>
        <translation>%1 个参数</translation>
    </message>
</context>
<context>
    <name>scalescope::NetworkModel</name>
    <message>
        <source>Add %1</source>
        <translation>添加 %1</translation>
    </message>
    <message>
        <source>Remove layer</source>
        <translation>移除层</translation>
    </message>
    <message>
        <source>Move layer</source>
        <translation>移动层</translation>
    </message>
    <message>
        <source>Edit layer</source>
        <translation>编辑层</translation>
    </message>
    <message>
        <source>Layer %1: %2</source>
        <translation>第 %1 层：%2</translation>
    </message>
    <message>
        <source>Parameters of the layer</source>
        <translation>该层的参数</translation>
    </message>
    <message>
        <source>Layer</source>
        <translation>层</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Output</source>
        <translation>输出</translation>
    </message>
    <message>
        <source>Params</source>
        <translation>参数</translation>
    </message>
</context>
<context>
    <name>scalescope::NumberEdit</name>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>A number from %1 to %2 is needed; 2^16 can be written too.</source>
        <translation>需要一个 %1 到 %2 之间的数；也可写成 2^16。</translation>
    </message>
</context>
<context>
    <name>scalescope::NumberMicroscope</name>
    <message>
        <source>What is wrong with the value</source>
        <translation>该值的问题</translation>
    </message>
    <message>
        <source>&amp;Value</source>
        <translation>值(&amp;V)</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>值</translation>
    </message>
    <message>
        <source>0.1, -6.5e4, 0x1.8p-3, 2^-24, 1.5*2^-14, inf, nan, or the bits of a format: fp16:0x3c01</source>
        <translation>0.1、-6.5e4、0x1.8p-3、2^-24、1.5*2^-14、inf、nan，或某种格式的位：fp16:0x3c01</translation>
    </message>
    <message>
        <source>FP8 &amp;saturates</source>
        <translation>FP8 饱和(&amp;S)</translation>
    </message>
    <message>
        <source>What is past the largest FP8 value becomes that value, as GPUs convert for training; else it is infinite in E5M2 and NaN in E4M3</source>
        <translation>超过 FP8 最大值的值取该最大值，与 GPU 在训练中的转换方式相同；否则在 E5M2 中变为无穷，在 E4M3 中变为 NaN</translation>
    </message>
    <message>
        <source>FP8 saturates</source>
        <translation>FP8 饱和</translation>
    </message>
    <message>
        <source>&amp;Copy as text</source>
        <translation>复制为文本(&amp;C)</translation>
    </message>
    <message>
        <source>Copy the whole table (Ctrl+Shift+C)</source>
        <translation>复制整个表格 (Ctrl+Shift+C)</translation>
    </message>
    <message>
        <source>Copy as text</source>
        <translation>复制为文本</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>格式</translation>
    </message>
    <message>
        <source>Number format</source>
        <translation>数值格式</translation>
    </message>
    <message>
        <source>Click a bit to toggle it</source>
        <translation>单击某一位可将其翻转</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>Zero, subnormal, normal, infinite or NaN</source>
        <translation>零、次正规数、正规数、无穷或 NaN</translation>
    </message>
    <message>
        <source>Below</source>
        <translation>下邻值</translation>
    </message>
    <message>
        <source>The next value towards −inf</source>
        <translation>朝 −inf 方向的下一个值</translation>
    </message>
    <message>
        <source>What the format keeps, rounded to nearest even</source>
        <translation>该格式保留的值（就近舍入，居中取偶）</translation>
    </message>
    <message>
        <source>Above</source>
        <translation>上邻值</translation>
    </message>
    <message>
        <source>The next value towards +inf</source>
        <translation>朝 +inf 方向的下一个值</translation>
    </message>
    <message>
        <source>ulp</source>
        <translation>ulp</translation>
    </message>
    <message>
        <source>Unit in the last place: how far values are apart here</source>
        <translation>末位单位：此处相邻值的间距</translation>
    </message>
    <message>
        <source>Error</source>
        <translation>误差</translation>
    </message>
    <message>
        <source>The value kept less the value given</source>
        <translation>保留的值减去输入的值</translation>
    </message>
    <message>
        <source>Relative</source>
        <translation>相对</translation>
    </message>
    <message>
        <source>The error&apos;s magnitude as a share of the value given</source>
        <translation>误差的绝对值与输入值之比</translation>
    </message>
    <message>
        <source>Go to the next value towards +inf</source>
        <translation>跳到朝 +inf 方向的下一个值</translation>
    </message>
    <message>
        <source>Go to the next value towards −inf</source>
        <translation>跳到朝 −inf 方向的下一个值</translation>
    </message>
    <message>
        <source>Kind of the number in %1</source>
        <translation>该数在 %1 中的类别</translation>
    </message>
    <message>
        <source>Value in %1</source>
        <translation>%1 中的值</translation>
    </message>
    <message>
        <source>Unit in the last place of %1</source>
        <translation>%1 的末位单位</translation>
    </message>
    <message>
        <source>Rounding error in %1</source>
        <translation>%1 中的舍入误差</translation>
    </message>
    <message>
        <source>Relative error in %1</source>
        <translation>%1 中的相对误差</translation>
    </message>
    <message>
        <source>Above in %1: %2</source>
        <translation>%1 中的上邻值：%2</translation>
    </message>
    <message>
        <source>Below in %1: %2</source>
        <translation>%1 中的下邻值：%2</translation>
    </message>
</context>
<context>
    <name>scalescope::OutcomeList</name>
    <message>
        <source>Not measured yet</source>
        <translation>尚未测得</translation>
    </message>
    <message>
        <source>Holds</source>
        <translation>成立</translation>
    </message>
    <message>
        <source>Does not hold</source>
        <translation>不成立</translation>
    </message>
</context>
<context>
    <name>scalescope::PlotController</name>
    <message>
        <source>failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>Noise floor</source>
        <translation>噪声基底</translation>
    </message>
    <message>
        <source>Noise floor (%1)</source>
        <translation>噪声基底 (%1)</translation>
    </message>
</context>
<context>
    <name>scalescope::PlotControls</name>
    <message>
        <source>Log loss</source>
        <translation>对数轴</translation>
    </message>
    <message>
        <source>What the x axis of all plots shows</source>
        <translation>所有图表的 X 轴显示的内容</translation>
    </message>
    <message>
        <source>X axis</source>
        <translation>X 轴</translation>
    </message>
    <message>
        <source>Draw each run, or groups of them as their mean and a band of a standard deviation</source>
        <translation>逐个绘制运行，或按组绘制均值和一个标准差的色带</translation>
    </message>
    <message>
        <source>Groups of runs</source>
        <translation>运行分组</translation>
    </message>
    <message>
        <source>Moving average over about this many steps; the values stay behind it</source>
        <translation>对大约这么多步做滑动平均；原始值保留在背景中</translation>
    </message>
    <message>
        <source>Smoothing</source>
        <translation>平滑</translation>
    </message>
    <message>
        <source>Logarithmic loss axis. Other plots: see their context menu</source>
        <translation>损失用对数轴。其他图表：见其右键菜单</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>后退</translation>
    </message>
    <message>
        <source>Back to the view before the last zoom (Backspace)</source>
        <translation>回到上次缩放之前的视图 (Backspace)</translation>
    </message>
    <message>
        <source>Show all</source>
        <translation>显示全部</translation>
    </message>
    <message>
        <source>S&amp;mooth</source>
        <translation>平滑(&amp;M)</translation>
    </message>
    <message>
        <source>Show all steps and follow new ones (double click, Home)</source>
        <translation>显示所有步并跟随新的步（双击，Home）</translation>
    </message>
</context>
<context>
    <name>scalescope::PlotPanel</name>
    <message>
        <source>Plots of the runs</source>
        <translation>各运行的图表</translation>
    </message>
    <message>
        <source>Back to the view before</source>
        <translation>回到之前的视图</translation>
    </message>
    <message>
        <source>Show all steps</source>
        <translation>显示所有步</translation>
    </message>
    <message>
        <source>Logarithmic axis</source>
        <translation>对数轴</translation>
    </message>
    <message>
        <source>Save this plot…</source>
        <translation>保存此图…</translation>
    </message>
    <message>
        <source>Save all plots…</source>
        <translation>保存所有图表…</translation>
    </message>
    <message>
        <source>Save picture</source>
        <translation>保存图片</translation>
    </message>
    <message>
        <source>PNG picture (*.png);;SVG drawing (*.svg);;PDF document (*.pdf)</source>
        <translation>PNG 图片 (*.png);;SVG 矢量图 (*.svg);;PDF 文档 (*.pdf)</translation>
    </message>
    <message>
        <source>%1 could not be written.</source>
        <translation>无法写入 %1。</translation>
    </message>
</context>
<context>
    <name>scalescope::PlotText</name>
    <message>
        <source>%1 skipped</source>
        <translation>%1（跳过）</translation>
    </message>
    <message>
        <source>step %1</source>
        <translation>第 %1 步</translation>
    </message>
    <message>
        <source>%1 samples</source>
        <translation>%1 个样本</translation>
    </message>
    <message>
        <source>● evaluation</source>
        <translation>● 评估</translation>
    </message>
    <message>
        <source>▼ skipped step</source>
        <translation>▼ 跳过的步</translation>
    </message>
    <message>
        <source>◆ changed or injected</source>
        <translation>◆ 修改或注入</translation>
    </message>
    <message>
        <source>clip %1</source>
        <translation>裁剪 %1</translation>
    </message>
    <message>
        <source>No steps yet</source>
        <translation>还没有步</translation>
    </message>
    <message>
        <source>Loss</source>
        <translation>损失</translation>
    </message>
    <message>
        <source>Loss scale</source>
        <translation>损失缩放</translation>
    </message>
    <message>
        <source>Gradient norm</source>
        <translation>梯度范数</translation>
    </message>
    <message>
        <source>Overflows per step</source>
        <translation>每步上溢数</translation>
    </message>
    <message>
        <source>Underflow share</source>
        <translation>下溢占比</translation>
    </message>
    <message>
        <source>Step time (ms)</source>
        <translation>单步耗时 (ms)</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>步</translation>
    </message>
    <message>
        <source>Relative time (min:s)</source>
        <translation>相对时间（分:秒）</translation>
    </message>
    <message>
        <source>Samples</source>
        <translation>样本数</translation>
    </message>
    <message>
        <source>Wall time</source>
        <translation>挂钟时间</translation>
    </message>
    <message>
        <source>ScaleScope plots</source>
        <translation>ScaleScope 图表</translation>
    </message>
    <message>
        <source>%1 (1 run)</source>
        <translation>%1（1 个运行）</translation>
    </message>
    <message>
        <source>%1 (%2 runs)</source>
        <translation>%1（%2 个运行）</translation>
    </message>
    <message>
        <source>… and %1 more</source>
        <translation>……及其余 %1 个</translation>
    </message>
</context>
<context>
    <name>scalescope::ReplayDialog</name>
    <message>
        <source>Called off. The %1 steps until then came out with the same bits.</source>
        <translation>已取消。到此为止的 %1 步结果逐位相同。</translation>
    </message>
    <message>
        <source>All %1 steps, from step %2 on, came out with the same bits.</source>
        <translation>从第 %2 步起，全部 %1 步的结果逐位相同。</translation>
    </message>
    <message>
        <source>Step %1 came out differently: %2. The %3 steps before it are the same.</source>
        <translation>第 %1 步的结果不同：%2。之前的 %3 步相同。</translation>
    </message>
    <message>
        <source>Replay of %1 (%2)</source>
        <translation>重放 %1 (%2)</translation>
    </message>
    <message>
        <source>Every step of %1 is trained once more and compared with the store.</source>
        <translation>把 %1 的每一步重新训练一次，并与运行库对比。</translation>
    </message>
    <message>
        <source>%v of %m steps</source>
        <translation>%v / %m 步</translation>
    </message>
    <message>
        <source>Progress of the replay</source>
        <translation>重放进度</translation>
    </message>
    <message>
        <source>Steps that came out with the same bits</source>
        <translation>结果逐位相同的步</translation>
    </message>
    <message>
        <source>Stop after the step in work</source>
        <translation>完成当前步后停止</translation>
    </message>
</context>
<context>
    <name>scalescope::RunColumn</name>
    <message>
        <source>%1 of %2</source>
        <translation>%2：%1</translation>
    </message>
    <message>
        <source>%1, run %2</source>
        <translation>%1，运行 %2</translation>
    </message>
    <message>
        <source>Duplicate this run</source>
        <translation>复制此运行</translation>
    </message>
    <message>
        <source>Duplicate run</source>
        <translation>复制运行</translation>
    </message>
    <message>
        <source>Remove this run</source>
        <translation>移除此运行</translation>
    </message>
    <message>
        <source>Remove run</source>
        <translation>移除运行</translation>
    </message>
    <message>
        <source>Per tensor</source>
        <translation>逐张量</translation>
    </message>
    <message>
        <source>None</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Static</source>
        <translation>静态</translation>
    </message>
    <message>
        <source>Dynamic</source>
        <translation>动态</translation>
    </message>
    <message>
        <source>Scripted</source>
        <translation>按脚本</translation>
    </message>
    <message>
        <source>Policy</source>
        <translation>按策略</translation>
    </message>
    <message>
        <source>%1 edited</source>
        <translation>已修改 %1 层</translation>
    </message>
    <message>
        <source>Write step: scale pairs, as in 0: 65536, 100: 1</source>
        <translation>写成“步: 缩放值”的形式，例如 0: 65536, 100: 1</translation>
    </message>
    <message>
        <source>Optimizer</source>
        <translation>优化器</translation>
    </message>
    <message>
        <source>Clipping</source>
        <translation>裁剪</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Precision</source>
        <translation>精度</translation>
    </message>
    <message>
        <source>FP8 scales</source>
        <translation>FP8 缩放</translation>
    </message>
    <message>
        <source>Loss scale</source>
        <translation>损失缩放</translation>
    </message>
    <message>
        <source>Preset</source>
        <translation>预设</translation>
    </message>
    <message>
        <source>Scale</source>
        <translation>缩放值</translation>
    </message>
    <message>
        <source>Script</source>
        <translation>脚本</translation>
    </message>
    <message>
        <source>Initial scale</source>
        <translation>初始缩放</translation>
    </message>
    <message>
        <source>Growth</source>
        <translation>增长因子</translation>
    </message>
    <message>
        <source>Backoff</source>
        <translation>回退因子</translation>
    </message>
    <message>
        <source>Interval</source>
        <translation>增长间隔</translation>
    </message>
    <message>
        <source>Hysteresis</source>
        <translation>滞后</translation>
    </message>
    <message>
        <source>Floor</source>
        <translation>下限</translation>
    </message>
    <message>
        <source>Cap</source>
        <translation>上限</translation>
    </message>
    <message>
        <source>Layers</source>
        <translation>各层格式</translation>
    </message>
    <message>
        <source>Own</source>
        <translation>独有设置</translation>
    </message>
    <message>
        <source>How the run is called in plots and in the store</source>
        <translation>运行在图表和运行库中的名称</translation>
    </message>
    <message>
        <source>The policy that fills the formats of all layers</source>
        <translation>决定所有层格式的精度策略</translation>
    </message>
    <message>
        <source>What FP8 operands are multiplied by before they are rounded: a scale for every tensor, from its largest magnitudes in the steps before, or nothing</source>
        <translation>FP8 操作数在舍入前乘以的值：每个张量一个缩放因子，由其在之前各步的 amax 得出；或者不缩放</translation>
    </message>
    <message>
        <source>What happens to the factor on the loss</source>
        <translation>乘在损失上的因子如何变化</translation>
    </message>
    <message>
        <source>The defaults of a framework; the values below can still be changed</source>
        <translation>某个框架的默认值；下面的各值仍可修改</translation>
    </message>
    <message>
        <source>The factor on the loss; 2^16 can be written</source>
        <translation>乘在损失上的因子；可写成 2^16</translation>
    </message>
    <message>
        <source>From which step on which scale: 0: 65536, 100: 1</source>
        <translation>从哪一步起使用哪个缩放值：0: 65536, 100: 1</translation>
    </message>
    <message>
        <source>The scale of the first step; 2^16 can be written</source>
        <translation>第一步的缩放值；可写成 2^16</translation>
    </message>
    <message>
        <source>The scale is multiplied by this after an interval of clean steps</source>
        <translation>连续一个增长间隔没有上溢后，缩放值乘以此因子</translation>
    </message>
    <message>
        <source>The scale is multiplied by this when gradients overflow</source>
        <translation>梯度上溢时，缩放值乘以此因子</translation>
    </message>
    <message>
        <source>Clean steps before the scale grows</source>
        <translation>缩放值增长前所需的无上溢步数</translation>
    </message>
    <message>
        <source>Overflowing steps before the scale backs off</source>
        <translation>缩放值回退前的上溢步数</translation>
    </message>
    <message>
        <source>The scale does not fall below this</source>
        <translation>缩放值不会降到此值以下</translation>
    </message>
    <message>
        <source>The scale does not grow above this</source>
        <translation>缩放值不会升到此值以上</translation>
    </message>
    <message>
        <source>Formats of single layers that differ from the policy</source>
        <translation>个别层与策略不同的格式</translation>
    </message>
    <message>
        <source>What this run trains with instead of the experiment&apos;s; click to take it away</source>
        <translation>此运行不沿用实验、自行设定的训练选项；单击可去除</translation>
    </message>
    <message>
        <source>FP16 pure</source>
        <translation>FP16 纯</translation>
    </message>
    <message>
        <source>FP16 mixed</source>
        <translation>FP16 混合</translation>
    </message>
    <message>
        <source>BF16 mixed</source>
        <translation>BF16 混合</translation>
    </message>
    <message>
        <source>Autocast</source>
        <translation>Autocast</translation>
    </message>
    <message>
        <source>FP8 hybrid</source>
        <translation>FP8 混合格式</translation>
    </message>
</context>
<context>
    <name>scalescope::RunsEditor</name>
    <message>
        <source>Noise floor</source>
        <translation>噪声基底</translation>
    </message>
    <message>
        <source>Add run</source>
        <translation>添加运行</translation>
    </message>
    <message>
        <source>Train one more precision setting beside the others</source>
        <translation>在现有运行之外再训练一种精度设置</translation>
    </message>
    <message>
        <source>Add noise floor</source>
        <translation>添加噪声基底</translation>
    </message>
    <message>
        <source>Remove noise floor</source>
        <translation>移除噪声基底</translation>
    </message>
    <message>
        <source>Train FP32 a second time from weights that differ by one unit in the last place. It shows how far chance alone takes a run: a difference within that is no effect of precision</source>
        <translation>用仅相差一个末位单位的权重把 FP32 再训练一次。由此可见仅凭偶然因素一个运行会偏离多远：落在此范围内的差异不是精度造成的</translation>
    </message>
    <message>
        <source>A noise floor is a second FP32 run: there has to be a first</source>
        <translation>噪声基底是第二个 FP32 运行：必须先有第一个</translation>
    </message>
    <message>
        <source>FP16 mixed</source>
        <translation>FP16 混合</translation>
    </message>
</context>
<context>
    <name>scalescope::RunsModel</name>
    <message>
        <source>fork of a removed run at %1</source>
        <translation>从已删除运行的第 %1 步分叉</translation>
    </message>
    <message>
        <source>fork of %1(%2) at %3</source>
        <translation>从 %1(%2) 的第 %3 步分叉</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1，%2</translation>
    </message>
    <message>
        <source>Tick to overlay this run in the plots</source>
        <translation>勾选后在图表中叠加显示此运行</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>运行</translation>
    </message>
    <message>
        <source>Experiment</source>
        <translation>实验</translation>
    </message>
    <message>
        <source>Precision</source>
        <translation>精度</translation>
    </message>
    <message>
        <source>Loss scale</source>
        <translation>损失缩放</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>步数</translation>
    </message>
    <message>
        <source>Loss</source>
        <translation>损失</translation>
    </message>
    <message>
        <source>Accuracy</source>
        <translation>准确率</translation>
    </message>
    <message>
        <source>Skipped</source>
        <translation>跳过</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>用时</translation>
    </message>
    <message>
        <source>Parent</source>
        <translation>父运行</translation>
    </message>
    <message>
        <source>Created</source>
        <translation>创建时间</translation>
    </message>
    <message>
        <source>Tags</source>
        <translation>标签</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>备注</translation>
    </message>
</context>
<context>
    <name>scalescope::RunsView</name>
    <message>
        <source>Stored runs</source>
        <translation>已存的运行</translation>
    </message>
    <message>
        <source>Filter runs</source>
        <translation>筛选运行</translation>
    </message>
    <message>
        <source>Words that occur anywhere in a row</source>
        <translation>在行中任意位置出现的词</translation>
    </message>
    <message>
        <source>Read the store again</source>
        <translation>重新读取运行库</translation>
    </message>
    <message>
        <source>&amp;Go on training</source>
        <translation>继续训练(&amp;G)</translation>
    </message>
    <message>
        <source>All runs of its experiment go on from their last common checkpoint</source>
        <translation>同一实验的所有运行从最后一个共有的检查点继续</translation>
    </message>
    <message>
        <source>&amp;Use its configuration</source>
        <translation>使用其配置(&amp;U)</translation>
    </message>
    <message>
        <source>Puts the configuration of its experiment into the setup</source>
        <translation>把其实验的配置填入实验设置</translation>
    </message>
    <message>
        <source>&amp;Fork…</source>
        <translation>分叉(&amp;F)…</translation>
    </message>
    <message>
        <source>A new run that goes on from a checkpoint of this one, with other settings</source>
        <translation>从此运行的检查点继续、采用不同设置的新运行</translation>
    </message>
    <message>
        <source>&amp;Replay and check</source>
        <translation>重放并核对(&amp;R)</translation>
    </message>
    <message>
        <source>Trains it once more and compares every step with what is stored, bit by bit</source>
        <translation>重新训练一次，并把每一步与已存内容逐位对比</translation>
    </message>
    <message>
        <source>Pin as &amp;baseline</source>
        <translation>固定为基线(&amp;B)</translation>
    </message>
    <message>
        <source>Compare other runs with this one, whichever are selected</source>
        <translation>无论选择哪些运行，都与此运行对比</translation>
    </message>
    <message>
        <source>&amp;Delete…</source>
        <translation>删除(&amp;D)…</translation>
    </message>
    <message>
        <source>Delete the selected runs from the store</source>
        <translation>从运行库中删除所选运行</translation>
    </message>
    <message>
        <source>Every run you train is kept here.
Tick a run to overlay it in the plots; select several to compare them.</source>
        <translation>训练过的每个运行都保存在这里。
勾选一个运行可将其叠加到图表中；选择多个可进行对比。</translation>
    </message>
    <message>
        <source>No run has all of these words.</source>
        <translation>没有运行同时包含这些词。</translation>
    </message>
</context>
<context>
    <name>scalescope::ScaleBar</name>
    <message>
        <source>underflow &lt;b&gt;%1&lt;/b&gt;, overflow &lt;b&gt;%2&lt;/b&gt;</source>
        <translation>下溢 &lt;b&gt;%1&lt;/b&gt;，上溢 &lt;b&gt;%2&lt;/b&gt;</translation>
    </message>
    <message>
        <source>What-if loss scale, as a power of two</source>
        <translation>假设的损失缩放，以 2 的幂表示</translation>
    </message>
    <message>
        <source>What this step would have lost at another loss scale: gradients move with it, other tensors stay. Exact where gradients lost nothing on their way through the layers.</source>
        <translation>如果用另一个损失缩放，这一步会丢失什么：梯度随之移动，其他张量不变。梯度在逐层传播中没有任何丢失时，结果是精确的。</translation>
    </message>
    <message>
        <source>Used scale</source>
        <translation>实际缩放</translation>
    </message>
    <message>
        <source>Back to the loss scale that the step was computed with</source>
        <translation>回到计算这一步时所用的损失缩放</translation>
    </message>
    <message>
        <source>&amp;What-if scale</source>
        <translation>假设缩放(&amp;W)</translation>
    </message>
    <message>
        <source>The loss scale of this step was 0 or not finite: its gradients tell nothing of another scale.</source>
        <translation>这一步的损失缩放为 0 或不是有限数：无法由其梯度推断其他缩放下的情况。</translation>
    </message>
    <message>
        <source>%1 (used)</source>
        <translation>%1（实际）</translation>
    </message>
    <message>
        <source>This tensor: %1</source>
        <translation>此张量：%1</translation>
    </message>
    <message>
        <source>All gradients: %1</source>
        <translation>所有梯度：%1</translation>
    </message>
    <message>
        <source>approximate</source>
        <translation>近似</translation>
    </message>
    <message>
        <source>Exact: a step run at this scale has these counts</source>
        <translation>精确：以此缩放实际运行这一步，计数与此相同</translation>
    </message>
    <message>
        <source>Approximate: gradients lost something on their way at the scale used or at this one, or the run did not round to this format; a step run at this scale differs a little</source>
        <translation>近似：在实际缩放或此缩放下，梯度在途中有所丢失，或该运行没有舍入到此格式；以此缩放实际运行这一步，结果会略有不同</translation>
    </message>
    <message>
        <source> safe at most %1 (some gradients are not finite)</source>
        <translation> 安全值最多为 %1（部分梯度不是有限数）</translation>
    </message>
    <message>
        <source> largest safe %1</source>
        <translation> 最大安全值 %1</translation>
    </message>
    <message>
        <source>no scale is safe: gradients overflow at 1 already</source>
        <translation>没有安全的缩放：缩放为 1 时梯度就已上溢</translation>
    </message>
    <message>
        <source> used %1</source>
        <translation> 实际 %1</translation>
    </message>
    <message>
        <source> loses least %1</source>
        <translation> 丢失最少 %1</translation>
    </message>
    <message>
        <source>No gradient of this step is finite: they tell nothing of any scale.</source>
        <translation>这一步没有任何有限的梯度：它们说明不了任何缩放。</translation>
    </message>
    <message>
        <source>Approximate: what had become zero before another program counted is not told</source>
        <translation>近似：另一个程序计数之前已变成零的值，无从得知</translation>
    </message>
    <message>
        <source> safe at most %1 (some gradients are all zero)</source>
        <translation> 安全值最多为 %1（部分梯度全为零）</translation>
    </message>
</context>
<context>
    <name>scalescope::SetupPanel</name>
    <message>
        <source>Data</source>
        <translation>数据</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>网络</translation>
    </message>
    <message>
        <source>Runs</source>
        <translation>运行</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>Choose an experiment…</source>
        <translation>选择一个实验…</translation>
    </message>
    <message>
        <source>Preset %1</source>
        <translation>预设 %1</translation>
    </message>
    <message>
        <source>Fills the whole setup; can be undone</source>
        <translation>填写整个实验设置；可以撤销</translation>
    </message>
    <message>
        <source>Preset</source>
        <translation>预设</translation>
    </message>
    <message>
        <source>How the experiment is called in the store</source>
        <translation>实验在运行库中的名称</translation>
    </message>
    <message>
        <source>Rename experiment</source>
        <translation>重命名实验</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Shape of one sample: channels × height × width, or features</source>
        <translation>单个样本的形状：通道 × 高 × 宽，或特征数</translation>
    </message>
    <message>
        <source>Input shape</source>
        <translation>输入形状</translation>
    </message>
    <message>
        <source>Input</source>
        <translation>输入</translation>
    </message>
</context>
<context>
    <name>scalescope::StartBanner</name>
    <message>
        <source>Start</source>
        <translation>开始</translation>
    </message>
    <message>
        <source>First steps</source>
        <translation>入门</translation>
    </message>
    <message>
        <source>&lt;b&gt;%1&lt;/b&gt; is ready: %2, side by side, for %3 steps. Press Start, or change the setup first.</source>
        <translation>&lt;b&gt;%1&lt;/b&gt; 已就绪：%2 并列训练 %3 步。按“开始”即可，也可以先修改实验设置。</translation>
    </message>
    <message>
        <source>&lt;b&gt;%1&lt;/b&gt;: %2, side by side, for %3 steps. It cannot start yet: see the end of the setup.</source>
        <translation>&lt;b&gt;%1&lt;/b&gt;：%2 并列训练 %3 步。目前还不能开始：原因见实验设置末尾。</translation>
    </message>
    <message>
        <source>&lt;b&gt;%1&lt;/b&gt; is ready: %2, for %3 steps. Press Start, or change the setup first.</source>
        <translation>&lt;b&gt;%1&lt;/b&gt; 已就绪：%2，共 %3 步。按“开始”，或先修改实验设置。</translation>
    </message>
</context>
<context>
    <name>scalescope::SweepDialog</name>
    <message>
        <source>Sweep</source>
        <translation>扫描</translation>
    </message>
    <message>
        <source>Trains what Setup shows once for every combination of these values, as many at a time as the device allows. Started again, a sweep goes on where it stopped.</source>
        <translation>对这些取值的每种组合，各训练一次实验设置中的内容；设备允许多少就同时训练多少。再次开始时，扫描从停下的地方继续。</translation>
    </message>
    <message>
        <source>Points of the sweep</source>
        <translation>扫描的各点</translation>
    </message>
    <message>
        <source>What is trained: one experiment for each of these</source>
        <translation>要训练的内容：每一项是一个实验</translation>
    </message>
    <message>
        <source>&amp;Start sweep</source>
        <translation>开始扫描(&amp;S)</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>值</translation>
    </message>
    <message>
        <source>Becomes</source>
        <translation>变为</translation>
    </message>
    <message>
        <source>Values that change</source>
        <translation>变化的值</translation>
    </message>
    <message>
        <source>&amp;Add value</source>
        <translation>添加值(&amp;A)</translation>
    </message>
    <message>
        <source>Change one more value of the configuration</source>
        <translation>再改变配置中的一个值</translation>
    </message>
    <message>
        <source>&amp;Remove value</source>
        <translation>移除值(&amp;R)</translation>
    </message>
    <message>
        <source>Leave the last chosen value as the configuration has it</source>
        <translation>让最后选中的值保持配置中的样子</translation>
    </message>
    <message>
        <source>Written as: &lt;code&gt;0.01, 0.1&lt;/code&gt; &amp;nbsp; &lt;code&gt;2^10, 2^16&lt;/code&gt; &amp;nbsp; &lt;code&gt;1..10&lt;/code&gt; &amp;nbsp; &lt;code&gt;0..1 step 0.25&lt;/code&gt; &amp;nbsp; &lt;code&gt;1e-4..1e-1 log 4&lt;/code&gt; &amp;nbsp; &lt;code&gt;fp16-mixed, bf16-mixed&lt;/code&gt;</source>
        <translation>写法：&lt;code&gt;0.01, 0.1&lt;/code&gt; &amp;nbsp; &lt;code&gt;2^10, 2^16&lt;/code&gt; &amp;nbsp; &lt;code&gt;1..10&lt;/code&gt; &amp;nbsp; &lt;code&gt;0..1 step 0.25&lt;/code&gt; &amp;nbsp; &lt;code&gt;1e-4..1e-1 log 4&lt;/code&gt; &amp;nbsp; &lt;code&gt;fp16-mixed, bf16-mixed&lt;/code&gt;</translation>
    </message>
    <message>
        <source>Every value with every other</source>
        <translation>每个值与其他每个值组合</translation>
    </message>
    <message>
        <source>All values together, row by row</source>
        <translation>所有值一起逐个变化</translation>
    </message>
    <message>
        <source>Together: the first of each, then the second of each, and so on</source>
        <translation>一起：先取各自的第一个，再取各自的第二个，依此类推</translation>
    </message>
    <message>
        <source>As many as the device keeps busy</source>
        <translation>设备能承担多少就多少</translation>
    </message>
    <message>
        <source>How many points train at the same time</source>
        <translation>同时训练多少个点</translation>
    </message>
    <message>
        <source>The runs of the sweep bear the tag sweep:NAME</source>
        <translation>扫描的运行带有标签 sweep:名称</translation>
    </message>
    <message>
        <source>&amp;Combine</source>
        <translation>组合方式(&amp;C)</translation>
    </message>
    <message>
        <source>At a &amp;time</source>
        <translation>同时训练(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;Name</source>
        <translation>名称(&amp;N)</translation>
    </message>
    <message>
        <source>Now: %1</source>
        <translation>现在：%1</translation>
    </message>
    <message>
        <source>Choose a value</source>
        <translation>选择一个值</translation>
    </message>
    <message>
        <source>Values, or a range</source>
        <translation>若干值，或一个范围</translation>
    </message>
    <message>
        <source>No points yet</source>
        <translation>还没有点</translation>
    </message>
    <message numerus="yes">
        <source>%n point(s)</source>
        <translation>
            <numerusform>%n 个点</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 steps in all</source>
        <translation>共 %1 步</translation>
    </message>
    <message numerus="yes">
        <source>… and %n more</source>
        <translation>
            <numerusform>……还有 %n 个</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>scalescope::SweepWindow</name>
    <message>
        <source>&amp;Stop</source>
        <translation>停止(&amp;S)</translation>
    </message>
    <message>
        <source>Sweep</source>
        <translation>扫描</translation>
    </message>
    <message>
        <source>Progress of the sweep</source>
        <translation>扫描进度</translation>
    </message>
    <message>
        <source>What failed</source>
        <translation>失败的内容</translation>
    </message>
    <message>
        <source>Every point keeps a checkpoint; the same sweep goes on from there</source>
        <translation>每个点都保留检查点；同一个扫描之后从那里继续</translation>
    </message>
    <message>
        <source>Show &amp;runs</source>
        <translation>显示运行(&amp;R)</translation>
    </message>
    <message>
        <source>Show only the runs of this sweep in the table</source>
        <translation>表中只显示这次扫描的运行</translation>
    </message>
    <message>
        <source>Hide this; a sweep that trains goes on</source>
        <translation>隐藏此窗口；正在训练的扫描会继续</translation>
    </message>
    <message>
        <source>The sweep failed.</source>
        <translation>扫描失败。</translation>
    </message>
    <message>
        <source>Looking at data and devices…</source>
        <translation>正在检查数据和设备……</translation>
    </message>
    <message>
        <source>Stopping: every point keeps a checkpoint…</source>
        <translation>正在停止：每个点都保留检查点……</translation>
    </message>
    <message>
        <source>%1 of %2 points done, %3 training</source>
        <translation>%2 个点中 %1 个已完成，%3 个正在训练</translation>
    </message>
    <message>
        <source>%1 failed</source>
        <translation>%1 个失败</translation>
    </message>
    <message>
        <source>%1 of %2 points done.</source>
        <translation>%2 个点中 %1 个已完成。</translation>
    </message>
    <message>
        <source>Stopped; the same sweep goes on with the others.</source>
        <translation>已停止；同一个扫描之后会继续其余的点。</translation>
    </message>
    <message numerus="yes">
        <source>%n point(s) failed:</source>
        <translation>
            <numerusform>%n 个点失败：</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 by another program</source>
        <translation>%1 个由另一程序训练</translation>
    </message>
    <message>
        <source>%1 left</source>
        <translation>剩余 %1</translation>
    </message>
</context>
<context>
    <name>scalescope::TimeBar</name>
    <message>
        <source>Step</source>
        <translation>步</translation>
    </message>
    <message>
        <source>The steps that have statistics; marks: steps whose update was skipped</source>
        <translation>有统计的步；标记：更新被跳过的步</translation>
    </message>
    <message>
        <source>Number of the step</source>
        <translation>步的编号</translation>
    </message>
    <message>
        <source>Go to the stored step nearest to this number</source>
        <translation>跳到最接近此编号的已存步</translation>
    </message>
    <message>
        <source>Step before</source>
        <translation>上一步</translation>
    </message>
    <message>
        <source>The stored step before this one</source>
        <translation>前一个已存步</translation>
    </message>
    <message>
        <source>Next step</source>
        <translation>下一步</translation>
    </message>
    <message>
        <source>The stored step after this one</source>
        <translation>后一个已存步</translation>
    </message>
    <message>
        <source>Newest</source>
        <translation>最新</translation>
    </message>
    <message>
        <source>Newest step</source>
        <translation>最新一步</translation>
    </message>
    <message>
        <source>Show the newest step, and follow new ones</source>
        <translation>显示最新一步，并跟随新的步</translation>
    </message>
    <message>
        <source>S&amp;tep</source>
        <translation>步(&amp;T)</translation>
    </message>
</context>
<context>
    <name>scalescope::TrainingForm</name>
    <message>
        <source>Optimizer</source>
        <translation>优化器</translation>
    </message>
    <message>
        <source>How gradients change the weights</source>
        <translation>用梯度更新权重的方法</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>学习率</translation>
    </message>
    <message>
        <source>Size of a step against the gradient</source>
        <translation>沿负梯度方向前进的步长</translation>
    </message>
    <message>
        <source>Momentum</source>
        <translation>动量</translation>
    </message>
    <message>
        <source>Share of the last update that is kept</source>
        <translation>保留上次更新的比例</translation>
    </message>
    <message>
        <source>Nesterov</source>
        <translation>Nesterov</translation>
    </message>
    <message>
        <source>Looks ahead along the momentum</source>
        <translation>沿动量方向向前看</translation>
    </message>
    <message>
        <source>Beta 1</source>
        <translation>Beta 1</translation>
    </message>
    <message>
        <source>Decay of the mean of gradients</source>
        <translation>梯度均值的衰减率</translation>
    </message>
    <message>
        <source>Beta 2</source>
        <translation>Beta 2</translation>
    </message>
    <message>
        <source>Decay of the mean of squared gradients</source>
        <translation>梯度平方均值的衰减率</translation>
    </message>
    <message>
        <source>Epsilon</source>
        <translation>eps</translation>
    </message>
    <message>
        <source>Added to the denominator; 1e-8 is 0 in FP16</source>
        <translation>加在分母上；1e-8 在 FP16 中为 0</translation>
    </message>
    <message>
        <source>Weight decay</source>
        <translation>权重衰减</translation>
    </message>
    <message>
        <source>Pull of the weights towards zero</source>
        <translation>把权重拉向零的力度</translation>
    </message>
    <message>
        <source>Schedule</source>
        <translation>学习率调度</translation>
    </message>
    <message>
        <source>How the learning rate changes; it advances on applied steps only</source>
        <translation>学习率如何变化；只在更新被应用的步上推进</translation>
    </message>
    <message>
        <source>Constant</source>
        <translation>恒定</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>阶梯</translation>
    </message>
    <message>
        <source>Cosine</source>
        <translation>余弦</translation>
    </message>
    <message>
        <source>Warm-up, cosine</source>
        <translation>预热 + 余弦</translation>
    </message>
    <message>
        <source>Every</source>
        <translation>间隔步数</translation>
    </message>
    <message>
        <source>Applied steps between two changes</source>
        <translation>两次变化之间应用更新的步数</translation>
    </message>
    <message>
        <source>Factor</source>
        <translation>因子</translation>
    </message>
    <message>
        <source>What the learning rate is multiplied by</source>
        <translation>学习率乘以的值</translation>
    </message>
    <message>
        <source>Warm-up</source>
        <translation>预热步数</translation>
    </message>
    <message>
        <source>Applied steps of linear rise</source>
        <translation>线性上升阶段应用更新的步数</translation>
    </message>
    <message>
        <source>Until</source>
        <translation>终止于</translation>
    </message>
    <message>
        <source>Applied steps until the smallest learning rate</source>
        <translation>学习率降到最小值之前应用更新的步数</translation>
    </message>
    <message>
        <source>the last step</source>
        <translation>最后一步</translation>
    </message>
    <message>
        <source>Smallest rate</source>
        <translation>最小学习率</translation>
    </message>
    <message>
        <source>Learning rate at the end</source>
        <translation>结束时的学习率</translation>
    </message>
    <message>
        <source>Clip gradients</source>
        <translation>梯度裁剪</translation>
    </message>
    <message>
        <source>Limits the size of gradients</source>
        <translation>限制梯度的大小</translation>
    </message>
    <message>
        <source>No</source>
        <translation>不裁剪</translation>
    </message>
    <message>
        <source>By global norm</source>
        <translation>按全局范数</translation>
    </message>
    <message>
        <source>By value</source>
        <translation>按值</translation>
    </message>
    <message>
        <source>Clip at</source>
        <translation>裁剪阈值</translation>
    </message>
    <message>
        <source>Largest norm, or largest value</source>
        <translation>最大范数，或最大值</translation>
    </message>
    <message>
        <source>Clip when</source>
        <translation>裁剪时机</translation>
    </message>
    <message>
        <source>Before unscaling is the common mistake: the limit meets scaled gradients</source>
        <translation>在反缩放之前裁剪是常见错误：阈值作用在了缩放后的梯度上</translation>
    </message>
    <message>
        <source>After unscaling</source>
        <translation>反缩放之后</translation>
    </message>
    <message>
        <source>Before unscaling (wrong)</source>
        <translation>反缩放之前（错误）</translation>
    </message>
    <message>
        <source>Loss</source>
        <translation>损失</translation>
    </message>
    <message>
        <source>What training lowers</source>
        <translation>训练要降低的量</translation>
    </message>
    <message>
        <source>Cross-entropy</source>
        <translation>交叉熵</translation>
    </message>
    <message>
        <source>Mean squared error</source>
        <translation>均方误差</translation>
    </message>
    <message>
        <source>Batch size</source>
        <translation>批大小</translation>
    </message>
    <message>
        <source>Samples in a step</source>
        <translation>每步的样本数</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>步数</translation>
    </message>
    <message>
        <source>How many batches to train on</source>
        <translation>训练多少个批次</translation>
    </message>
    <message>
        <source>Evaluate every</source>
        <translation>评估间隔</translation>
    </message>
    <message>
        <source>Steps between two looks at the test set</source>
        <translation>两次在测试集上评估之间的步数</translation>
    </message>
    <message>
        <source>never</source>
        <translation>从不</translation>
    </message>
    <message>
        <source>Statistics every</source>
        <translation>统计间隔</translation>
    </message>
    <message>
        <source>Steps between two looks at every tensor, for the inspector; 1: every step</source>
        <translation>两次采集所有张量统计之间的步数，供检查器使用；1：每一步</translation>
    </message>
    <message>
        <source>overflows only</source>
        <translation>仅上溢时</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>随机种子</translation>
    </message>
    <message>
        <source>The same seed, build and device give the same bits</source>
        <translation>随机种子、程序构建和设备都相同时，结果逐位相同</translation>
    </message>
    <message>
        <source>Initial weights</source>
        <translation>初始权重</translation>
    </message>
    <message>
        <source>How weights are drawn before the first step</source>
        <translation>训练开始前权重如何初始化</translation>
    </message>
    <message>
        <source>Weights file</source>
        <translation>权重文件</translation>
    </message>
    <message>
        <source>Initial weights from a safetensors file instead</source>
        <translation>改用 safetensors 文件中的初始权重</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>safetensors (*.safetensors);;All files (*)</source>
        <translation>safetensors (*.safetensors);;所有文件 (*)</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>自动</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>设备</translation>
    </message>
    <message>
        <source>What computes</source>
        <translation>用来计算的设备</translation>
    </message>
</context>
<context>
    <name>scalescope::TrainingStatusBar</name>
    <message>
        <source>What computes</source>
        <translation>用来计算的设备</translation>
    </message>
    <message>
        <source>Memory of all tensors of all runs, at its peak, as measured</source>
        <translation>所有运行的所有张量占用内存的峰值，为实测值</translation>
    </message>
    <message>
        <source>Steps of all runs together, per second</source>
        <translation>所有运行合计，每秒的步数</translation>
    </message>
    <message>
        <source>Store: %1 – cannot be written, steps wait in memory</source>
        <translation>运行库：%1 – 无法写入，步暂存在内存中</translation>
    </message>
    <message>
        <source>Store: %1</source>
        <translation>运行库：%1</translation>
    </message>
    <message>
        <source>%1 steps/s</source>
        <translation>%1 步/秒</translation>
    </message>
    <message>
        <source>tensors %1 MB</source>
        <translation>张量 %1 MB</translation>
    </message>
</context>
<context>
    <name>scalescope::TrainingToolBar</name>
    <message>
        <source>100%, %1 steps</source>
        <translation>100%，%1 步</translation>
    </message>
    <message>
        <source>%1%, %2 left</source>
        <translation>%1%，剩余 %2</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>Progress of the experiment</source>
        <translation>实验进度</translation>
    </message>
    <message>
        <source>Break on</source>
        <translation>断点</translation>
    </message>
    <message>
        <source>Break on (%1)</source>
        <translation>断点 (%1)</translation>
    </message>
    <message>
        <source>Pause training when something happens</source>
        <translation>发生某种情况时暂停训练</translation>
    </message>
    <message>
        <source>Training pauses on:
%1</source>
        <translation>训练在以下情况暂停：
%1</translation>
    </message>
    <message>
        <source>Break on: %1</source>
        <translation>断点：%1</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>设备</translation>
    </message>
    <message>
        <source>What computes</source>
        <translation>用来计算的设备</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>自动</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>就绪</translation>
    </message>
    <message>
        <source>Leave presentation</source>
        <translation>退出演示</translation>
    </message>
    <message>
        <source>Show menus and docks again (%1)</source>
        <translation>重新显示菜单和面板 (%1)</translation>
    </message>
</context>
</TS>
