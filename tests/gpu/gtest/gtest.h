#pragma once

// The part of GoogleTest that the back end's suites use, for machines where it is not installed:
// tests/gpu.sh needs nothing but a compiler, CMake, nvcc and cuDNN.
#include <cmath>
#include <functional>
#include <iostream>
#include <memory>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

namespace testing {

/// What was streamed into a failing expectation.
class Message {
 public:
  template <typename Value>
  Message& operator<<(const Value& value) {
    text_ << value;
    return *this;
  }
  std::string text() const { return text_.str(); }

 private:
  std::ostringstream text_;
};

/// All tests of a program, and the one that runs.
struct Program {
  struct Entry {
    std::string name;
    std::function<void()> run;
  };
  std::vector<Entry> tests;
  std::vector<std::function<void()>> instantiations;  ///< done once all suites are known
  std::vector<std::string> traces;
  bool failed = false;  ///< the one that runs
  std::string only;     ///< part of the names of those that are to run; empty: all

  static Program& instance() {
    static Program program;
    return program;
  }
  int runAll() {
    for (const auto& instantiate : instantiations) instantiate();
    std::vector<std::string> failures;
    std::erase_if(tests, [&](const Entry& t) { return t.name.find(only) == std::string::npos; });
    for (const Entry& test : tests) {
      std::cout << "[ RUN      ] " << test.name << std::endl;
      failed = false;
      try {
        test.run();
      } catch (const std::exception& error) {
        std::cout << "an exception ended it: " << error.what() << '\n';
        failed = true;
      }
      std::cout << (failed ? "[  FAILED  ] " : "[       OK ] ") << test.name << std::endl;
      if (failed) failures.push_back(test.name);
    }
    std::cout << "[  PASSED  ] " << tests.size() - failures.size() << " of " << tests.size()
              << " tests.\n";
    for (const auto& name : failures) std::cout << "[  FAILED  ] " << name << '\n';
    return failures.empty() ? 0 : 1;
  }
};

/// Takes a failure's message; void, so that ASSERT_ can return it.
class Failure {
 public:
  Failure(const char* file, int line, std::string what)
      : file_(file), line_(line), what_(std::move(what)) {}
  void operator=(const Message& message) const {
    Program& program = Program::instance();
    program.failed = true;
    std::cout << file_ << ':' << line_ << ": " << what_ << ' ' << message.text() << '\n';
    for (const auto& trace : program.traces) std::cout << "  at " << trace << '\n';
  }

 private:
  const char* file_;
  int line_;
  std::string what_;
};

class Trace {
 public:
  explicit Trace(const std::string& text) { Program::instance().traces.push_back(text); }
  ~Trace() { Program::instance().traces.pop_back(); }
};

template <typename Value>
std::string shown(const Value& value) {
  if constexpr (requires(std::ostream & out) { out << value; }) {
    std::ostringstream text;
    text.precision(17);
    text << value;
    return text.str();
  } else {
    return "(a value)";
  }
}

/// "" if `holds`; else what was expected and found.
template <typename A, typename B>
std::string compared(bool holds, const char* relation, const A& a, const B& b) {
  if (holds) return "";
  return std::string("expected a ") + relation + " b, found " + shown(a) + " and " + shown(b);
}

class Test {
 public:
  virtual ~Test() = default;
  virtual void TestBody() = 0;
};

template <typename Param>
struct TestParamInfo {
  Param param;
  std::size_t index;
};

/// The parameter of the test that is being made, and the bodies of its suite.
template <typename Param>
class TestWithParam : public Test {
 public:
  static const Param& GetParam() { return *current(); }
  static const Param*& current() {
    static const Param* param = nullptr;
    return param;
  }
};

template <typename Suite>
struct ParamSuite {
  struct Body {
    std::string name;
    std::function<void()> run;
  };
  static std::vector<Body>& bodies() {
    static std::vector<Body> all;
    return all;
  }
};

template <typename... Values>
auto Values_(Values... values) {
  using First = std::tuple_element_t<0, std::tuple<Values...>>;
  return std::vector<First>{values...};
}

template <typename Suite, typename Param, typename Name>
bool instantiate(const char* prefix, const char* suite, std::vector<Param> params, Name name) {
  const auto kept = std::make_shared<std::vector<Param>>(std::move(params));
  Program::instance().instantiations.push_back([=] {
    for (const auto& body : ParamSuite<Suite>::bodies()) {
      for (std::size_t i = 0; i < kept->size(); ++i) {
        const Param* param = &(*kept)[i];
        const std::string full = std::string(prefix) + "/" + suite + "." + body.name + "/" +
                                 name(TestParamInfo<Param>{*param, i});
        Program::instance().tests.push_back({full, [body, param] {
                                               TestWithParam<Param>::current() = param;
                                               body.run();
                                             }});
      }
    }
  });
  return true;
}

}  // namespace testing

inline int RUN_ALL_TESTS() { return testing::Program::instance().runAll(); }

#define SHIM_CHECK(what, leave)                              \
  if (const std::string shimWhat = (what); shimWhat.empty()) \
    ;                                                        \
  else                                                       \
    leave ::testing::Failure(__FILE__, __LINE__, shimWhat) = ::testing::Message()
#define SHIM_COMPARE(a, b, op, leave)                                         \
  SHIM_CHECK(([&](const auto& shimA, const auto& shimB) {                     \
               return ::testing::compared(shimA op shimB, #op, shimA, shimB); \
             })((a), (b)),                                                    \
             leave)
#define SHIM_NEAR(a, b, bound, leave)                                                         \
  SHIM_CHECK(::testing::compared(std::abs(static_cast<double>(a) - static_cast<double>(b)) <= \
                                     static_cast<double>(bound),                              \
                                 "near", (a), (b)),                                           \
             leave)

#define EXPECT_EQ(a, b) SHIM_COMPARE(a, b, ==, )
#define EXPECT_NE(a, b) SHIM_COMPARE(a, b, !=, )
#define EXPECT_LT(a, b) SHIM_COMPARE(a, b, <, )
#define EXPECT_LE(a, b) SHIM_COMPARE(a, b, <=, )
#define EXPECT_GT(a, b) SHIM_COMPARE(a, b, >, )
#define EXPECT_GE(a, b) SHIM_COMPARE(a, b, >=, )
#define EXPECT_NEAR(a, b, bound) SHIM_NEAR(a, b, bound, )
#define EXPECT_TRUE(a) SHIM_CHECK((a) ? "" : #a " is false", )
#define EXPECT_FALSE(a) SHIM_CHECK((a) ? #a " is true" : "", )
#define ASSERT_EQ(a, b) SHIM_COMPARE(a, b, ==, return )
#define ASSERT_NE(a, b) SHIM_COMPARE(a, b, !=, return )
#define ASSERT_GT(a, b) SHIM_COMPARE(a, b, >, return )
#define ASSERT_LE(a, b) SHIM_COMPARE(a, b, <=, return )
#define ASSERT_NEAR(a, b, bound) SHIM_NEAR(a, b, bound, return )
#define ASSERT_TRUE(a) SHIM_CHECK((a) ? "" : #a " is false", return )
#define ASSERT_FALSE(a) SHIM_CHECK((a) ? #a " is true" : "", return )
#define SCOPED_TRACE(text) const ::testing::Trace shimTrace(text)
#define ADD_FAILURE() ::testing::Failure(__FILE__, __LINE__, "failure") = ::testing::Message()

#define TEST(suite, name)                                                                      \
  static void suite##_##name##_body();                                                         \
  static const bool suite##_##name##_added = [] {                                              \
    ::testing::Program::instance().tests.push_back({#suite "." #name, suite##_##name##_body}); \
    return true;                                                                               \
  }();                                                                                         \
  static void suite##_##name##_body()

// A test of a fixture; `add` takes its name and what runs it.
#define SHIM_FIXTURE_TEST(suite, name, add, fullName) \
  class suite##_##name##_Test : public suite {        \
   public:                                            \
    void TestBody() override;                         \
  };                                                  \
  static const bool suite##_##name##_added = [] {     \
    add({fullName, [] {                               \
           suite##_##name##_Test test;                \
           test.TestBody();                           \
         }});                                         \
    return true;                                      \
  }();                                                \
  void suite##_##name##_Test::TestBody()

#define TEST_F(suite, name) \
  SHIM_FIXTURE_TEST(suite, name, ::testing::Program::instance().tests.push_back, #suite "." #name)
#define TEST_P(suite, name) \
  SHIM_FIXTURE_TEST(suite, name, ::testing::ParamSuite<suite>::bodies().push_back, #name)

#define INSTANTIATE_TEST_SUITE_P(prefix, suite, values, name) \
  static const bool suite##_##prefix##_instantiated =         \
      ::testing::instantiate<suite>(#prefix, #suite, values, name)

namespace testing {
template <typename... Each>
auto Values(Each... values) {
  return Values_(values...);
}
}  // namespace testing
