// A plugin with the commonest of defects: it follows a null pointer.
#include "encore/sdk.hpp"

namespace {

class Crash {
 public:
  static constexpr encore::Info info{.id = "test.crash",
                                     .version = "1.0.0",
                                     .name = "Crash",
                                     .summary = "Ends the program.",
                                     .license = "MIT"};
  static constexpr encore::Param params[] = {
      encore::integer("nothing", "0", 0, 1, "Does nothing.")};
  explicit Crash(const encore::Params&) {}
  void prepare(const encore::Call&, const encore::Design&) {}
  void fit(const encore::Call&, encore::View) {
    volatile int* nowhere = nullptr;
    *nowhere = 1;
  }
  void predict(const encore::Call&, encore::View, encore::MutableView) const {}
};

}  // namespace

ENCORE_PLUGINS(encore::regression<Crash>)
