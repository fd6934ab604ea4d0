#include "daemon/core/secrets.hpp"

#include <gtest/gtest.h>

namespace waymark::core {
namespace {

TEST(Secrets, NamesOfThem) {
  for (const auto* name :
       {"password", "PWD", "pass", "bearer_token_file", "client_secret", "api_key", "UserPassword"}) {
    EXPECT_TRUE(names_secret(name)) << name;
  }
  for (const auto* name : {"path", "user", "key_file", "authority", "compass_point", "files"}) {
    EXPECT_FALSE(names_secret(name)) << name;
  }
}

TEST(Secrets, AreTakenOutOfAddresses) {
  EXPECT_EQ(without_secrets("https://a:b@host/x?y"), "https://…@host/x?y");
  EXPECT_EQ(without_secrets("https://token@host"), "https://…@host");
  EXPECT_EQ(without_secrets("database \"postgresql://u:p/q@r@host/db\" does not exist"),
            "database \"postgresql://…@host/db\" does not exist");
  for (const auto* same :
       {"https://host:9090/api/v1/write", "https://host/path@x", "a@b.example", "://", "no"}) {
    EXPECT_EQ(without_secrets(same), same);
  }
}

TEST(Secrets, AreTakenOutOfConnectionStrings) {
  EXPECT_EQ(without_secrets("DRIVER={x};PWD={hun;t}}er2};UID=y"), "DRIVER={x};PWD=…;UID=y");
  EXPECT_EQ(without_secrets("host=h password = 'a \\' b' user=u"), "host=h password = … user=u");
  EXPECT_EQ(without_secrets("http://h/?token=abc&x=1"), "http://h/?token=…&x=1");
  EXPECT_EQ(without_secrets("Pwd=hunter2"), "Pwd=…");
  EXPECT_EQ(without_secrets("password={open"), "password=…");
  for (const auto* same :
       {"password authentication failed for user \"x\"", "password=", "compass=1", "x = 1"}) {
    EXPECT_EQ(without_secrets(same), same);
  }
}

TEST(Secrets, APasswordThatIsKnownIsTakenOutWhereverItStands) {
  EXPECT_EQ(without_secrets("near hunter2hunter2: no", "hunter2"), "near ……: no");
  EXPECT_EQ(without_secrets("the test", "te"), "the test");
  EXPECT_EQ(without_secrets("x", ""), "x");
}

}  // namespace
}  // namespace waymark::core
