// encore/plugin.hpp: turn classes into a plugin library.
//
//   ENCORE_PLUGINS(encore::regression<MyRidge>, encore::features<Loudness>)
//
// stands once, in one source file, outside of any namespace.
#pragma once

#include <cstdint>
#include <iterator>
#include <span>
#include <string>
#include <string_view>

#include "encore/abi.h"
#include "encore/call.hpp"
#include "encore/features.hpp"
#include "encore/generator.hpp"
#include "encore/params.hpp"
#include "encore/regression.hpp"
#include "encore/retrieval.hpp"

namespace encore {
inline namespace abi1 {

// Who a plugin is. `id` lasts for ever; raise `version` whenever numbers may change.
struct Info {
  const char* id;
  const char* version;
  const char* name = "";
  const char* summary = "";
  const char* authors = "";
  const char* license = "";
  const char* citation = "";  // DOI or BibTeX
  const char* url = "";
  std::uint32_t flags = ENCORE_DF_DETERMINISTIC;
};

namespace detail {
template <class P>
constexpr std::span<const Param> params_of() {
  if constexpr (requires { P::params; }) return P::params;
  else return {};
}

template <class P, class Instance>
encore_status create(const encore_call* c, const encore_param_value* values, std::uint32_t n,
                     void** self) {
  return guard(c, "create", [&] {
    require_size(c, "call");
    const auto specs = params_of<P>();
    if (n != specs.size())
      throw Error(
          ENCORE_E_PARAM, "",
          "expected " + std::to_string(specs.size()) + " parameters, got " + std::to_string(n));
    *self = new Instance(Params(specs, {values, n}));
  });
}
template <class Instance>
void destroy(void* self) {
  delete static_cast<Instance*>(self);
}

template <class P, class Instance>
constexpr encore_descriptor describe(std::int32_t kind, const void* table) {
  constexpr Info i = P::info;
  static_assert(std::string_view(i.id).find('.') != std::string_view::npos,
                "an id is dotted, such as org.example.ridge");
  return {sizeof(encore_descriptor),
          kind,
          i.flags,
          static_cast<std::uint32_t>(params_of<P>().size()),
          i.id,
          i.version,
          i.name,
          i.summary,
          i.authors,
          i.license,
          i.citation,
          i.url,
          params_of<P>().data(),
          table,
          &create<P, Instance>,
          &destroy<Instance>};
}

// What the compiler was allowed to assume about the processor.
#if defined(__AVX512F__)
inline constexpr const char* isa = "avx512f avx2 fma";
#elif defined(__AVX2__) && defined(__FMA__)
inline constexpr const char* isa = "avx2 fma";
#elif defined(__AVX2__)
inline constexpr const char* isa = "avx2";
#elif defined(__AVX__)
inline constexpr const char* isa = "avx";
#else
inline constexpr const char* isa = "";
#endif
#if defined(__clang__)
inline constexpr const char* compiler = "clang " __VERSION__;
#else
inline constexpr const char* compiler = "gcc " __VERSION__;
#endif
}  // namespace detail

template <class P>
inline constexpr encore_descriptor features =
    detail::describe<P, typename detail::FeaturesTable<P>::Holder>(
        ENCORE_KIND_FEATURES, &detail::FeaturesTable<P>::table);
template <class P>
inline constexpr encore_descriptor regression =
    detail::describe<P, typename detail::RegressionTable<P>::Holder>(
        ENCORE_KIND_REGRESSION, &detail::RegressionTable<P>::table);
template <class P>
inline constexpr encore_descriptor retrieval =
    detail::describe<P, typename detail::RetrievalTable<P>::Holder>(
        ENCORE_KIND_RETRIEVAL, &detail::RetrievalTable<P>::table);
template <class P>
inline constexpr encore_descriptor generator =
    detail::describe<P, P>(ENCORE_KIND_GENERATOR, &detail::GeneratorTable<P>::table);

namespace detail {
template <const encore_descriptor&... D>
struct Library {
  static constexpr const encore_descriptor* plugins[] = {&D...};
};
}  // namespace detail

}  // namespace abi1
}  // namespace encore

// The entry is constant data: the host reads it before it runs any of the library's code.
#define ENCORE_PLUGINS(...) \
  extern "C" ENCORE_EXPORT const encore_entry encore_plugin_entry_v1; \
  extern "C" const encore_entry encore_plugin_entry_v1 = { \
      sizeof(encore_entry), \
      ENCORE_ABI_MAJOR, \
      ENCORE_ABI_MINOR, \
      static_cast<uint32_t>(std::size(encore::detail::Library<__VA_ARGS__>::plugins)), \
      encore::detail::compiler, \
      encore::detail::isa, \
      encore::detail::Library<__VA_ARGS__>::plugins};
