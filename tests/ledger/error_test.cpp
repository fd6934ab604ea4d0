// What SQLite says, in the words of somebody who has to do something about it.
#include <fstream>

#include <gmock/gmock.h>

#include "daemon/ledger/sqlite.hpp"
#include "tests/ledger/fixture.hpp"

namespace waymark::ledger::test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

TEST_F(LedgerTest, EveryFailureSaysWhatItMeansAndWhatToDo) {
  std::ofstream(file).close();
  const auto database = connect_to(file, Database::Access::write, 0ms);
  struct Case {
    int code;
    const char* says;
  };
  for (const auto& [code, says] : {
           Case{SQLITE_BUSY, "locked by another process"},
           Case{SQLITE_LOCKED, "locked by another process"},
           Case{SQLITE_PROTOCOL, "locked by another process"},
           Case{SQLITE_CORRUPT, "the ledger is damaged"},
           Case{SQLITE_NOTADB, "not a Waymark ledger"},
           Case{SQLITE_READONLY, "no permission to write"},
           Case{SQLITE_PERM, "no permission to write"},
           Case{SQLITE_AUTH, "no permission to write"},
           Case{SQLITE_READONLY_ROLLBACK, "a load was cut off"},
           Case{SQLITE_READONLY_DBMOVED, "was moved or replaced"},
           Case{SQLITE_READONLY_RECOVERY, "ask as the user that the service runs as"},
           Case{SQLITE_READONLY_CANTINIT, "ask as the user that the service runs as"},
           Case{SQLITE_READONLY_CANTLOCK, "ask as the user that the service runs as"},
           Case{SQLITE_CANTOPEN, "check that it exists"},
           Case{SQLITE_IOERR_READ, "which does not mean that the ledger is damaged"},
           Case{SQLITE_IOERR_SHORT_READ, "which does not mean that the ledger is damaged"},
           Case{SQLITE_IOERR_FSTAT, "which does not mean that the ledger is damaged"},
           Case{SQLITE_IOERR_CORRUPTFS, "which does not mean that the ledger is damaged"},
           Case{SQLITE_IOERR_WRITE, "reading or writing the ledger failed"},
           Case{SQLITE_IOERR_NOMEM, "not enough memory"},
           Case{SQLITE_NOMEM, "not enough memory"},
           Case{SQLITE_INTERRUPT, "asked to stop"},
           Case{SQLITE_TOOBIG, "longer than a ledger can hold"},
           Case{SQLITE_NOLFS, "no files of that size"},
           Case{SQLITE_FULL, "the disk is full"},
           Case{SQLITE_MISUSE, "the ledger cannot go on"},
       }) {
    EXPECT_THAT(failure([&] { database.fail(code); }),
                AllOf(StartsWith(file.string() + ": "), HasSubstr(says)))
        << code;
  }
}

TEST_F(LedgerTest, AFullDiskSaysHowMuchIsFreeAndNeeded) {
  EXPECT_THAT(disk_full(file, 2'500'000),
              AllOf(HasSubstr(" MB free, about 2.5 MB needed)"), HasSubstr("make room")));
  EXPECT_THAT(disk_full(file, 0), HasSubstr(" MB free); nothing was lost"));
  EXPECT_THAT(disk_full(folder / "gone" / "ledger.db", 0), HasSubstr("the disk is full; nothing was lost"));
}

}  // namespace
}  // namespace waymark::ledger::test
