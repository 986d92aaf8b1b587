<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>scalescope::DiagnosisPanel</name>
    <message numerus="yes">
        <source>%n step(s) overflowed, and the store holds statistics of none of them.</source>
        <translation>
            <numerusform>%n step overflowed, and the store does not hold its statistics.</numerusform>
            <numerusform>%n steps overflowed, and the store holds statistics of none of them.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>scalescope::SweepDialog</name>
    <message numerus="yes">
        <source>%n point(s)</source>
        <translation>
            <numerusform>%n point</numerusform>
            <numerusform>%n points</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>… and %n more</source>
        <translation>
            <numerusform>… and %n more</numerusform>
            <numerusform>… and %n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>scalescope::SweepWindow</name>
    <message numerus="yes">
        <source>%n point(s) failed:</source>
        <translation>
            <numerusform>%n point failed:</numerusform>
            <numerusform>%n points failed:</numerusform>
        </translation>
    </message>
</context>
</TS>
