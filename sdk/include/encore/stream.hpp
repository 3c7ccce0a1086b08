// encore/stream.hpp: where a fitted state goes to and comes from.
//
//   void save(const encore::Writer& w) const { w.value(alpha_); w.list(weights_); }
//   void load(const encore::Reader& r) { alpha_ = r.value<double>(); weights_ = r.list<float>(); }
//
// Bytes are those of this machine: a state is for the same kind of machine and plugin version.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <type_traits>
#include <vector>

#include "encore/abi.h"
#include "encore/error.hpp"

namespace encore {
inline namespace abi1 {

class Writer {
 public:
  explicit Writer(const encore_writer& raw) : raw_(&raw) {}

  // Throws ENCORE_E_IO unless all bytes were taken.
  void bytes(const void* data, std::size_t n) const {
    const char* at = static_cast<const char*>(data);
    while (n > 0) {
      const std::int64_t done = raw_->write(raw_->ctx, at, n);
      if (done <= 0) throw Error::io("state", "could not be written");
      at += done;
      n -= static_cast<std::size_t>(done);
    }
  }
  template <class T>
  void value(const T& v) const {
    static_assert(std::is_trivially_copyable_v<T>);
    bytes(&v, sizeof v);
  }
  // Length, then the elements.
  template <class T>
  void list(const std::vector<T>& v) const {
    static_assert(std::is_trivially_copyable_v<T>);
    value(static_cast<std::uint64_t>(v.size()));
    bytes(v.data(), v.size() * sizeof(T));
  }
  void text(const std::string& s) const {
    value(static_cast<std::uint64_t>(s.size()));
    bytes(s.data(), s.size());
  }

 private:
  const encore_writer* raw_;
};

class Reader {
 public:
  explicit Reader(const encore_reader& raw) : raw_(&raw) {}

  // Throws ENCORE_E_IO when there is less.
  void bytes(void* data, std::size_t n) const {
    char* at = static_cast<char*>(data);
    while (n > 0) {
      const std::int64_t done = raw_->read(raw_->ctx, at, n);
      if (done <= 0) throw Error::io("state", "is cut short");
      at += done;
      n -= static_cast<std::size_t>(done);
    }
  }
  template <class T>
  T value() const {
    static_assert(std::is_trivially_copyable_v<T>);
    T v{};
    bytes(&v, sizeof v);
    return v;
  }
  template <class T>
  std::vector<T> list() const {
    static_assert(std::is_trivially_copyable_v<T>);
    return pieces<std::vector<T>>(sizeof(T));
  }
  std::string text() const { return pieces<std::string>(1); }

 private:
  // A damaged length must not ask for all of memory at once, so the container grows as it fills.
  template <class Container>
  Container pieces(std::size_t size) const {
    constexpr std::uint64_t step = 1u << 20;
    std::uint64_t left = value<std::uint64_t>();
    Container out;
    while (left > 0) {
      const auto n = static_cast<std::size_t>(std::min(left, step));
      const std::size_t before = out.size();
      out.resize(before + n);
      bytes(&out[before], n * size);
      left -= n;
    }
    return out;
  }
  const encore_reader* raw_;
};

namespace detail {
template <class P>
concept Saves = requires(P& p, const P& same, const Writer& w, const Reader& r) {
  same.save(w);
  p.load(r);
};
template <class P>
constexpr bool saves_and_loads() {
  static_assert(
      Saves<P> || !(
                      requires { &P::save; } || requires { &P::load; }),
      "write both: void save(const encore::Writer&) const; void load(const encore::Reader&)");
  return Saves<P>;
}
}  // namespace detail

}  // namespace abi1
}  // namespace encore
