// The SDK's views and their adapters: no copy where none is needed, right numbers everywhere.
#include <gtest/gtest.h>

#include <cstring>
#include <vector>

#include "encore/arma.hpp"
#include "encore/eigen.hpp"
#include "encore/sdk.hpp"

namespace {

// 2 x 3 within a larger block: element (r, c) is 10 r + c.
struct Strided {
  std::vector<float> memory = std::vector<float>(40, -1.0f);
  encore_matrix raw{memory.data() + 30, 2, 3, -3, -7, ENCORE_F32, 0};
  Strided() {
    for (int r = 0; r < 2; ++r)
      for (int c = 0; c < 3; ++c)
        memory[static_cast<std::size_t>(30 - 3 * r - 7 * c)] = static_cast<float>(10 * r + c);
  }
};

TEST(View, ReadsAnyStride) {
  const Strided s;
  const encore::View v = encore::as_view(s.raw);
  EXPECT_EQ(v.at<float>(1, 2), 12.0f);
  EXPECT_FALSE(v.contiguous());
  EXPECT_THROW(v.at<double>(0, 0), encore::Error);
  EXPECT_STREQ(encore::dtype_name(ENCORE_I64), "int64");
}

TEST(Eigen, MapsWithoutACopy) {
  Strided s;
  auto m = encore::map<float>(encore::MutableView(s.raw));
  EXPECT_EQ(m(1, 2), 12.0f);
  m(0, 1) = 77;
  EXPECT_EQ(s.memory[23], 77.0f);
  EXPECT_FALSE(encore::map_dense<float>(encore::as_view(s.raw)));
  EXPECT_EQ(encore::copy<double>(encore::as_view(s.raw))(0, 1), 77.0);
}

TEST(Eigen, MapsDenseMemoryAsDense) {
  std::vector<double> memory{1, 2, 3, 4, 5, 6};
  const encore::View v({memory.data(), 2, 3, 1, 2, ENCORE_F64, 0});
  const auto dense = encore::map_dense<double>(v);
  ASSERT_TRUE(dense);
  EXPECT_EQ(dense->data(), memory.data());
  EXPECT_EQ((*dense)(1, 2), 6.0);
  EXPECT_THROW(encore::map<float>(v), encore::Error);
}

TEST(Eigen, AssignsByShape) {
  Strided s;
  encore::assign(encore::MutableView(s.raw), Eigen::MatrixXd::Constant(2, 3, 5.0));
  EXPECT_EQ(s.memory[30], 5.0f);
  EXPECT_EQ(s.memory[29], -1.0f);
  EXPECT_THROW(encore::assign(encore::MutableView(s.raw), Eigen::MatrixXd::Zero(3, 2)),
               encore::Error);
}

TEST(Armadillo, SharesDenseMemoryAndCopiesTheRest) {
  std::vector<float> memory{1, 2, 3, 4, 5, 6};
  const encore::View dense({memory.data(), 2, 3, 1, 2, ENCORE_F32, 0});
  const auto shared = encore::arma_map<float>(dense);
  ASSERT_TRUE(shared);
  EXPECT_EQ(shared->memptr(), memory.data());
  Strided s;
  EXPECT_FALSE(encore::arma_map<float>(encore::as_view(s.raw)));
  EXPECT_EQ(encore::arma_copy<double>(encore::as_view(s.raw))(1, 2), 12.0);
  encore::arma_assign(encore::MutableView(s.raw), arma::mat(2, 3, arma::fill::ones));
  EXPECT_EQ(s.memory[30 - 3 - 14], 1.0f);
}

// A stream that moves one byte a call, as streams may.
struct Tape {
  std::string bytes;
  std::size_t at = 0;
  static std::int64_t write(void* ctx, const void* p, std::uint64_t n) {
    if (n > 0) static_cast<Tape*>(ctx)->bytes += *static_cast<const char*>(p);
    return n > 0;
  }
  static std::int64_t read(void* ctx, void* p, std::uint64_t n) {
    auto& me = *static_cast<Tape*>(ctx);
    if (n == 0 || me.at == me.bytes.size()) return 0;
    *static_cast<char*>(p) = me.bytes[me.at++];
    return 1;
  }
  encore_writer writer() { return {this, &write}; }
  encore_reader reader() { return {this, &read}; }
};

TEST(Stream, BringsBackWhatWasWritten) {
  Tape tape;
  const auto raw = tape.writer();
  const encore::Writer w(raw);
  w.value(3.5);
  w.list(std::vector<float>{1, 2, 3});
  w.text("music");
  w.list(std::vector<int>{});
  const auto back = tape.reader();
  const encore::Reader r(back);
  EXPECT_EQ(r.value<double>(), 3.5);
  EXPECT_EQ(r.list<float>(), (std::vector<float>{1, 2, 3}));
  EXPECT_EQ(r.text(), "music");
  EXPECT_TRUE(r.list<int>().empty());
  EXPECT_THROW(r.value<char>(), encore::Error);
}

TEST(Stream, ADamagedLengthIsAnErrorAndNotAllOfMemory) {
  Tape tape;
  const auto raw = tape.writer();
  encore::Writer(raw).value(std::uint64_t{1} << 60);
  const auto back = tape.reader();
  EXPECT_THROW(encore::Reader(back).list<double>(), encore::Error);
}

TEST(Params, AreReadAsDeclaredOnly) {
  const encore::Param specs[] = {encore::integer("n", "3", 0, 9, "A number.")};
  encore_param_value value{};
  value.type = ENCORE_P_INT;
  value.i = 5;
  const encore::Params params(specs, {&value, 1});
  EXPECT_EQ(params.integer("n"), 5);
  EXPECT_THROW(params.real("n"), encore::Error);
  EXPECT_THROW(params.integer("m"), encore::Error);
}

}  // namespace
