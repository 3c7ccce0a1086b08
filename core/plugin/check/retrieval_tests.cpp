#include <cmath>
#include <set>

#include "core/plugin/check/sheet.hpp"
#include "core/plugin/check/tests.hpp"
#include "core/plugin/library.hpp"

namespace encore::plugin::checks {
namespace {

using Ids = Sheet<std::int64_t>;
using Scores = Sheet<float>;

class RetrievalUnderTest {
 public:
  explicit RetrievalUnderTest(const Subject& s)
      : self_(s), table_(copy_struct<encore_retrieval_vt>(self_.vtable())) {}
  const Self& self() const { return self_; }
  const encore_retrieval_vt& table() const { return table_; }

  Outcome build(const base::MatrixF& keys, Layout layout = Layout::dense) const {
    const Scores sheet(keys, layout);
    const encore_cmatrix view = sheet.view();
    const Outcome out = self_.call(
        "build", [&](void* s, const encore_call* c) { return table_.build(s, c, &view); });
    require(sheet.unchanged(), "the keys were changed");
    return out;
  }
  Outcome search(const base::MatrixF& queries, Ids& ids, Scores& scores,
                 Layout layout = Layout::dense) const {
    const Scores sheet(queries, layout);
    const encore_cmatrix view = sheet.view();
    encore_matrix to_ids = ids.writable(), to_scores = scores.writable();
    const Outcome out = self_.call("search", [&](void* s, const encore_call* c) {
      return table_.search(s, c, &view, &to_ids, &to_scores);
    });
    require(sheet.unchanged(), "the queries were changed");
    require(ids.stray() == 0 && scores.stray() == 0, "wrote outside of ids and scores");
    return out;
  }
  // Results of an ordinary search, checked: all written, best first, ids exist and once only.
  Numbers found(const base::MatrixF& queries, base::Index k, base::Index entries,
                Layout layout = Layout::dense) const {
    Ids ids(queries.rows(), k, layout);
    Scores scores(queries.rows(), k, layout);
    search(queries, ids, scores, layout).wanted();
    require(ids.unwritten() == 0 && scores.unwritten() == 0, "left elements unwritten");
    check(ids.values(), scores.values(), entries);
    Numbers out;
    append(out, scores.values());
    append(out, ids.values().cast<float>());
    return out;
  }

 private:
  static void check(const Ids::Matrix& ids, const base::MatrixF& scores, base::Index entries) {
    for (base::Index q = 0; q < ids.rows(); ++q) {
      std::set<std::int64_t> seen;
      for (base::Index j = 0; j < ids.cols(); ++j) {
        const auto id = ids(q, j);
        require(id >= -1 && id < entries, "found entry {} of {}", id, entries);
        require((id == -1) == std::isnan(scores(q, j)), "entry {} has the score {}", id,
                scores(q, j));
        if (id == -1) continue;
        require(seen.insert(id).second, "found entry {} twice", id);
        if (j == 0) continue;
        require(ids(q, j - 1) != -1, "an entry stands after -1");
        const float before = scores(q, j - 1);
        require(before >= scores(q, j), "the best does not come first");
        require(before > scores(q, j) || ids(q, j - 1) < id, "equal scores are not ordered by id");
      }
    }
  }
  Self self_;
  encore_retrieval_vt table_;
};

const base::Index entries = 30, dims = 6;
base::MatrixF keys() { return noise(entries, dims, 21); }
base::MatrixF queries() { return noise(5, dims, 22); }

void order(Subject& s) {
  const RetrievalUnderTest r(s);
  Ids ids(5, 3, Layout::dense);
  Scores scores(5, 3, Layout::dense);
  r.search(queries(), ids, scores).refused();
}

void shapes(Subject& s) {
  const RetrievalUnderTest r(s);
  r.build(keys()).wanted();
  Ids ids(5, 3, Layout::dense);
  Scores scores(5, 3, Layout::dense);
  r.search(noise(5, dims + 1, 23), ids, scores).refused();
}

void edges(Subject& s) {
  const RetrievalUnderTest r(s);
  r.build(keys()).wanted();
  r.found(queries(), 1, entries);
  r.found(queries(), 0, entries);
  r.found(noise(0, dims, 24), 3, entries);
  const Numbers padded = r.found(queries(), entries + 4, entries);
  require(std::isnan(padded.at(static_cast<std::size_t>(5 * entries + 5))),
          "more was found than there is");
  r.build(noise(1, dims, 25)).wanted();
  r.found(queries(), 3, 1);
  const Outcome empty = r.build(noise(0, dims, 26));
  empty.known();
  if (empty.ok()) r.found(queries(), 3, 0);
}

void ties(Subject& s) {
  const RetrievalUnderTest r(s);
  base::MatrixF equal = keys();
  for (const int row : {4, 9, 17}) equal.row(row) = equal.row(2);
  r.build(equal).wanted();
  r.found(queries(), entries, entries);
}

void not_numbers(Subject& s) {
  const RetrievalUnderTest r(s);
  base::MatrixF odd = keys();
  odd(3, 2) = std::numeric_limits<float>::quiet_NaN();
  odd.row(5).setZero();
  const Outcome built = r.build(odd);
  built.known();
  if (!built.ok()) return;
  base::MatrixF asked = queries();
  asked.row(1).setZero();
  r.found(asked, 4, entries);
  asked(0, 0) = std::numeric_limits<float>::quiet_NaN();
  Ids ids(5, 4, Layout::dense);
  Scores scores(5, 4, Layout::dense);
  r.search(asked, ids, scores).known();
}

void memory_layouts(Subject& s) {
  Numbers dense;
  for (const Layout layout : layouts) {
    const RetrievalUnderTest r(s);
    r.build(keys(), layout).wanted();
    const Numbers here = r.found(queries(), 4, entries, layout);
    if (layout == Layout::dense) dense = here;
    require(difference(dense, here) < 1e-4, "{} views give other results than dense ones",
            layout_name(layout));
  }
}

void rebuild(Subject& s) {
  const RetrievalUnderTest r(s);
  r.build(keys()).wanted();
  const Numbers first = r.found(queries(), 4, entries);
  r.build(noise(7, dims, 27)).wanted();
  r.found(queries(), 4, 7);
  r.build(keys()).wanted();
  require(difference(first, r.found(queries(), 4, entries)) < 1e-6,
          "a new index remembers the old one");
}

void state(Subject& s) {
  const RetrievalUnderTest r(s);
  if (r.table().save == nullptr) throw Skipped{"it saves nothing"};
  r.build(keys()).wanted();
  const std::string bytes = save_state(r.self(), r.table().save);
  const RetrievalUnderTest other(s), cut(s);
  load_state(other.self(), other.table().load, bytes).wanted();
  require(same_bits(r.found(queries(), 4, entries), other.found(queries(), 4, entries)),
          "a loaded index finds otherwise than the saved one");
  load_state(cut.self(), cut.table().load, bytes.substr(0, bytes.size() / 2)).refused();
}

constexpr Test list[] = {
    {"order", "search before build is refused", &order},
    {"shapes", "queries of other dims are refused", &shapes},
    {"edges", "no query, no entry, k of 0 and more than there are", &edges},
    {"ties", "equal scores are ordered by id", &ties},
    {"not-numbers", "NaN and zeros in keys and queries do no harm", &not_numbers},
    {"memory-layouts", "strided, reversed and unaligned views are read and filled",
     &memory_layouts},
    {"rebuild", "build replaces the index", &rebuild},
    {"state", "a saved index finds the same; a damaged one is refused", &state}};

}  // namespace

std::span<const Test> retrieval_tests() { return list; }

Numbers use_retrieval(const Subject& s) {
  const RetrievalUnderTest r(s);
  r.build(keys()).wanted();
  return r.found(queries(), 4, entries);
}

}  // namespace encore::plugin::checks
