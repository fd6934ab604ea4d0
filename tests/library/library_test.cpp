#include "daemon/library/library.hpp"

#include <fstream>
#include <unistd.h>

#include <gtest/gtest.h>

#include "tests/support/temporary_directory.hpp"

namespace waymark::library {
namespace {

constexpr Name c_library{"the C library", "libc.so.6", "libc6"};

struct Present : Library {
  Present() : Library(c_library) {}
  WAYMARK_FUNCTION(getpid);
};

struct Absent : Library {
  Absent() : Library({"nobody's library", "libwaymark-nobody.so.1", "libwaymark-nobody1"}) {}
  WAYMARK_FUNCTION(getpid);
};

struct TooOld : Library {
  TooOld() : Library(c_library) {}
  decltype(&::getpid) of_next_year = find<decltype(&::getpid)>("of_next_year");
};

TEST(Library, GivesFunctionsOnceLoaded) {
  OnFirstUse<Present> present;
  ASSERT_TRUE(present.load());
  EXPECT_EQ(present->getpid(), getpid());
  EXPECT_TRUE(present.load()) << "again, at no cost";
}

TEST(Library, NamesThePackageOfOneThatIsNotHere) {
  OnFirstUse<Absent> absent;
  for (int attempt = 0; attempt < 2; ++attempt) {
    const auto loaded = absent.load();
    ASSERT_FALSE(loaded);
    EXPECT_EQ(loaded.error(),
              "nobody's library libwaymark-nobody.so.1 is not here: install the package libwaymark-nobody1");
  }
}

TEST(Library, NamesAFunctionThatIsNotThere) {
  OnFirstUse<TooOld> old;
  const auto loaded = old.load();
  ASSERT_FALSE(loaded);
  EXPECT_EQ(loaded.error(),
            "the C library libc.so.6 has no of_next_year: it is older than this program needs, upgrade the "
            "package libc6");
}

TEST(Library, SaysWhyOneCannotBeUsed) {
  const tests::TemporaryDirectory folder;
  const auto file = folder.path() / "libbroken.so.1";
  std::ofstream(file) << "not a library";
  try {
    const Library broken({"a library", file.c_str(), "libbroken1"});
    FAIL() << "it was loaded";
  } catch (const Missing& missing) {
    EXPECT_EQ(missing.what(), "a library " + file.string() + " cannot be used (" + file.string() +
                                  ": file too short): install the package libbroken1 again");
  }
}

}  // namespace
}  // namespace waymark::library
