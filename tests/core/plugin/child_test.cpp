#include "core/plugin/child.hpp"

#include "core/plugin/elf.hpp"
#include "core/plugin/guarded.hpp"
#include "core/plugin/library.hpp"
#include "tests/core/plugin/fixtures.hpp"

namespace encore::plugin {
namespace {

ChildResult shell(const std::string& script, double limit_s = 10) {
  return run_child({"/bin/sh", "-c", script}, limit_s);
}

TEST(Child, KeepsBothStreamsAndTheCode) {
  const auto r = shell("echo out; echo err >&2; cat; exit 3");
  EXPECT_EQ(r.out, "out\n");
  EXPECT_EQ(r.err, "err\n");
  EXPECT_EQ(r.exit_code, 3);
  EXPECT_EQ(r.failure(), "ended with exit code 3: err");
}

TEST(Child, NamesTheSignal) {
  const auto r = shell("kill -ABRT $$");
  EXPECT_FALSE(r.ok());
  EXPECT_EQ(r.failure(), "ended by SIGABRT");
}

TEST(Child, PrefersASanitizersSummary) {
  EXPECT_EQ(shell("echo 'SUMMARY: LeakSanitizer: 3 bytes' >&2; echo tail >&2; exit 23").failure(),
            "ended with exit code 23: SUMMARY: LeakSanitizer: 3 bytes");
}

TEST(Child, IsEndedWhenItTakesTooLong) {
  EXPECT_TRUE(shell("sleep 60", 0.2).timed_out);
  EXPECT_TRUE(shell("exec 1>&- 2>&-; sleep 60", 0.2).timed_out);
}

TEST(Child, SaysMoreThanAPipeHolds) {
  EXPECT_EQ(shell("head -c 3000000 /dev/zero").out.size(), 3000000u);
}

TEST(Child, ThatCannotBeStartedIsAnError) {
  EXPECT_THROW(run_child({"/no/such/program"}, 1), base::Error);
}

TEST(Elf, ListsWhatIsExported) {
  const auto facts = read_elf(fixture("regression"));
  EXPECT_EQ(facts.exports, std::vector<std::string>{ENCORE_ENTRY_SYMBOL});
  EXPECT_FALSE(facts.needed.empty());
}

TEST(Elf, RefusesAProgramAndAText) {
  EXPECT_THROW(read_elf(__FILE__), base::Error);
  EXPECT_THROW(read_elf("/no/such/file"), base::Error);
}

TEST(GuardedMatrix, NoticesWhatWasDone) {
  for (const auto dtype : {ENCORE_F32, ENCORE_F64, ENCORE_I32, ENCORE_I64}) {
    GuardedMatrix m(3, 2, dtype, GuardedMatrix::Fill::poison);
    EXPECT_EQ(m.unwritten(), 6);
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(m.data<char>()) % 64, 0u);
    auto* first = static_cast<char*>(m.view().data);
    std::fill_n(first, m.bytes() - dtype_size(dtype), '\0');
    EXPECT_EQ(m.unwritten(), 1);
    EXPECT_TRUE(m.guards_intact());
    first[m.bytes()] = 1;
    EXPECT_FALSE(m.guards_intact());
    first[m.bytes()] = static_cast<char>(0xE7);
    first[-1] = 1;
    EXPECT_FALSE(m.guards_intact());
  }
  EXPECT_THROW(GuardedMatrix(1LL << 40, 1LL << 40, ENCORE_F64, GuardedMatrix::Fill::zero),
               std::bad_alloc);
}

TEST(CopyStruct, FillsWhatAnOlderPluginLacks) {
  struct Old {
    std::uint32_t size = sizeof(Old), a = 1;
  } old;
  struct New {
    std::uint32_t size, a, b, c;
  };
  const New seen = copy_struct<New>(&old);
  EXPECT_EQ(seen.a, 1u);
  EXPECT_EQ(seen.b, 0u);
}

TEST(Library, SaysWhyItCannotBeLoaded) {
  EXPECT_NE(error_of([] { load_library("/no/such/file.so"); }).find("No such file"),
            std::string::npos);
  EXPECT_EQ(missing_isa(""), "");
  EXPECT_EQ(missing_isa("xyz abc"), "xyz abc");
}

}  // namespace
}  // namespace encore::plugin
