#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Transaction.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/store/store_samples.h"

namespace scalescope::test {
namespace {

class Refusal : public StoreTest {
 protected:
  StoreOptions impatient() const {
    StoreOptions options;
    options.patience = std::chrono::milliseconds(20);
    return options;
  }

  /// Opening for writing and for reading says `expected`, and changes no byte and adds no file.
  void expectLeftAlone(const std::string& expected) {
    const std::string before = fileBytes(path_);
    const auto files = listing();
    for (const std::string& message : {errorOf([&] { StoreWriter(path_, {}, impatient()); }),
                                       errorOf([&] { StoreReader{path_}; })}) {
      EXPECT_NE(message.find(expected), std::string::npos) << message;
      EXPECT_NE(message.find(path_), std::string::npos) << message;
    }
    EXPECT_EQ(fileBytes(path_), before);
    EXPECT_EQ(listing(), files);
  }

  std::vector<std::string> listing() const {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(folder_))
      names.push_back(entry.path().filename().string());
    std::sort(names.begin(), names.end());
    return names;
  }

  /// Runs `action` in a child process that may not override permissions; false if that cannot be
  /// arranged.
  template <typename Action>
  bool asOrdinaryUser(Action action) {
    std::filesystem::permissions(
        folder_.parent_path() / folder_.filename(),
        std::filesystem::perms::others_exec | std::filesystem::perms::others_read,
        std::filesystem::perm_options::add);
    const pid_t child = fork();
    if (child == 0) {
      if (geteuid() == 0 && (setgid(65534) != 0 || setuid(65534) != 0)) _exit(77);
      _exit(action() ? 0 : 1);
    }
    int status = 0;
    waitpid(child, &status, 0);
    if (WIFEXITED(status) && WEXITSTATUS(status) == 77) return false;
    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << "status " << status;
    return true;
  }
};

TEST_F(Refusal, AFileThatIsNotADatabase) {
  for (const std::string& text :
       {std::string("hello"), std::string(5000, '\0'), std::string(100000, 'x')}) {
    std::ofstream(path_, std::ios::binary) << text;
    expectLeftAlone("not an SQLite database");
  }
}

TEST_F(Refusal, ADatabaseOfAnotherProgram) {
  {
    SQLite::Database db(path_, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    db.exec("CREATE TABLE runs (x); INSERT INTO runs VALUES (1)");
  }
  expectLeftAlone("another program");
  SQLite::Database(path_, SQLite::OPEN_READWRITE).exec("PRAGMA application_id = 99");
  expectLeftAlone("another program");
}

TEST_F(Refusal, ADatabaseOfAnotherProgramWhoseTablesAreStillInItsWal) {
  const std::string live = (folder_ / "live.sqlite").string();
  {
    SQLite::Database db(live, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    db.exec("PRAGMA journal_mode = WAL; CREATE TABLE other (x)");
    // As a killed process leaves them.
    std::filesystem::copy(live, path_);
    std::filesystem::copy(live + "-wal", path_ + "-wal");
  }
  const std::string before = fileBytes(path_), wal = fileBytes(path_ + "-wal");
  EXPECT_NE(errorOf([&] { StoreWriter{path_}; }).find("another program"), std::string::npos);
  EXPECT_NE(errorOf([&] { StoreReader{path_}; }).find("another program"), std::string::npos);
  EXPECT_EQ(fileBytes(path_), before);
  EXPECT_EQ(fileBytes(path_ + "-wal"), wal);
}

TEST_F(Refusal, ANewerVersion) {
  StoreWriter(path_).close();
  SQLite::Database(path_, SQLite::OPEN_READWRITE).exec("PRAGMA user_version = 5");
  expectLeftAlone("newer ScaleScope: its version is 5");
}

TEST_F(Refusal, ALockedStore) {
  StoreWriter(path_).close();
  SQLite::Database other(path_, SQLite::OPEN_READWRITE);
  SQLite::Transaction transaction(other, SQLite::TransactionBehavior::IMMEDIATE);
  const std::string before = fileBytes(path_);
  const std::string message = errorOf([&] { StoreWriter(path_, {}, impatient()); });
  EXPECT_NE(message.find("locked by another program"), std::string::npos) << message;
  EXPECT_EQ(fileBytes(path_), before);
  EXPECT_TRUE(StoreReader(path_).runs().empty());  // reading needs no lock of its own
}

TEST_F(Refusal, WhatIsNoFile) {
  EXPECT_NE(errorOf([&] { StoreReader{path_}; }).find("no such file"), std::string::npos);
  EXPECT_FALSE(std::filesystem::exists(path_));
  EXPECT_NE(errorOf([&] { StoreWriter{folder_.string()}; }).find("is a folder"), std::string::npos);
  EXPECT_NE(errorOf([&] { StoreReader{folder_.string()}; }).find("is a folder"), std::string::npos);
  errorOf([&] { StoreWriter{"/dev/null"}; });
  std::ofstream(folder_ / "file") << "x";
  const std::string inside = (folder_ / "file" / "runs.sqlite").string();
  EXPECT_NE(errorOf([&] { StoreWriter{inside}; }).find(inside), std::string::npos);
}

TEST_F(Refusal, AnEmptyFileIsANewStoreForTheWriterAndNoneForTheReader) {
  std::ofstream{path_};
  EXPECT_NE(errorOf([&] { StoreReader{path_}; }).find("is empty"), std::string::npos);
  StoreWriter(path_).begin(sampleConfig(), sampleBackend());
  EXPECT_EQ(StoreReader(path_).runs().size(), 2u);
}

TEST_F(Refusal, AReadOnlyFile) {
  StoreWriter(path_).begin(sampleConfig(), sampleBackend());
  std::filesystem::permissions(path_, std::filesystem::perms(0444));
  const std::string before = fileBytes(path_);
  const bool tried = asOrdinaryUser([&] {
    const std::string message = errorOf([&] { StoreWriter{path_}; });
    return message.find("is read-only") != std::string::npos;
  });
  if (!tried) GTEST_SKIP() << "this user may write everything, and cannot become another";
  EXPECT_EQ(fileBytes(path_), before);
}

TEST_F(Refusal, AReadOnlyFolderCanBeReadButNotWritten) {
  StoreWriter(path_).begin(sampleConfig(), sampleBackend());
  std::filesystem::permissions(path_, std::filesystem::perms(0666));
  std::filesystem::permissions(folder_, std::filesystem::perms(0555));
  const bool tried = asOrdinaryUser([&] {
    const std::string message = errorOf([&] { StoreWriter{path_}; });
    const std::string other = errorOf([&] { StoreWriter{(folder_ / "new.sqlite").string()}; });
    return message.find("its folder is read-only") != std::string::npos &&
           other.find("its folder is read-only") != std::string::npos &&
           StoreReader(path_).runs().size() == 2;
  });
  std::filesystem::permissions(folder_, std::filesystem::perms(0755));
  if (!tried) GTEST_SKIP() << "this user may write everything, and cannot become another";
}

TEST_F(Refusal, AnUnreadableFile) {
  StoreWriter(path_).begin(sampleConfig(), sampleBackend());
  std::filesystem::permissions(path_, std::filesystem::perms(0000));
  const bool tried = asOrdinaryUser([&] {
    return errorOf([&] { StoreReader{path_}; }).find("no permission") != std::string::npos;
  });
  if (!tried) GTEST_SKIP() << "this user may write everything, and cannot become another";
}

TEST(DefaultStore, FollowsTheXdgRules) {
  setenv("XDG_DATA_HOME", "/data", 1);
  EXPECT_EQ(defaultStorePath(), "/data/scalescope/runs.sqlite");
  setenv("HOME", "/home/me", 1);
  for (const char* ignored : {"", "relative"}) {
    setenv("XDG_DATA_HOME", ignored, 1);
    EXPECT_EQ(defaultStorePath(), "/home/me/.local/share/scalescope/runs.sqlite");
  }
}

}  // namespace
}  // namespace scalescope::test
