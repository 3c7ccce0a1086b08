#include "core/plugin/elf.hpp"

#include <elf.h>
#include <fmt/format.h>

#include <cstdint>
#include <cstring>
#include <string_view>

#include "core/base/error.hpp"
#include "core/base/file.hpp"

namespace encore::plugin {
namespace {

#if defined(__x86_64__)
constexpr int machine = EM_X86_64;
#elif defined(__aarch64__)
constexpr int machine = EM_AARCH64;
#else
constexpr int machine = EM_NONE;
#endif

// Copies structs out of the file's bytes; throws when they end before.
class Bytes {
 public:
  explicit Bytes(std::string_view bytes) : bytes_(bytes) {}

  template <class T>
  T at(std::uint64_t offset) const {
    if (offset > bytes_.size() || bytes_.size() - offset < sizeof(T))
      throw base::Error("the file is cut short");
    T out;
    std::memcpy(&out, bytes_.data() + offset, sizeof(T));
    return out;
  }
  std::string text(std::uint64_t offset) const {
    if (offset >= bytes_.size()) throw base::Error("the file is cut short");
    const auto end = bytes_.find('\0', offset);
    if (end == std::string_view::npos) throw base::Error("the file is cut short");
    return std::string(bytes_.substr(offset, end - offset));
  }

 private:
  std::string_view bytes_;
};

bool exported(const Elf64_Sym& symbol) {
  const auto bind = ELF64_ST_BIND(symbol.st_info);
  const auto visibility = ELF64_ST_VISIBILITY(symbol.st_other);
  const bool seen = visibility == STV_DEFAULT || visibility == STV_PROTECTED;
  return symbol.st_shndx != SHN_UNDEF && seen && bind != STB_LOCAL && symbol.st_name != 0;
}

void check_header(const Elf64_Ehdr& header) {
  const auto* ident = header.e_ident;
  if (ident[EI_CLASS] != ELFCLASS64 || ident[EI_DATA] != ELFDATA2LSB || header.e_machine != machine)
    throw base::Error("built for another kind of machine");
  if (header.e_type != ET_DYN) throw base::Error("not a shared library (another kind of ELF file)");
  if (header.e_shoff == 0 || header.e_shentsize < sizeof(Elf64_Shdr))
    throw base::Error("has no section table");
}

void add_exports(const Bytes& bytes, const Elf64_Shdr& table, const Elf64_Shdr& names,
                 ElfFacts& out) {
  for (std::uint64_t at = 0; at + sizeof(Elf64_Sym) <= table.sh_size; at += sizeof(Elf64_Sym)) {
    const auto symbol = bytes.at<Elf64_Sym>(table.sh_offset + at);
    if (exported(symbol)) out.exports.push_back(bytes.text(names.sh_offset + symbol.st_name));
  }
}

void add_needed(const Bytes& bytes, const Elf64_Shdr& table, const Elf64_Shdr& names,
                ElfFacts& out) {
  for (std::uint64_t at = 0; at + sizeof(Elf64_Dyn) <= table.sh_size; at += sizeof(Elf64_Dyn)) {
    const auto entry = bytes.at<Elf64_Dyn>(table.sh_offset + at);
    if (entry.d_tag == DT_NULL) return;
    if (entry.d_tag == DT_NEEDED)
      out.needed.push_back(bytes.text(names.sh_offset + entry.d_un.d_val));
  }
}

}  // namespace

ElfFacts read_elf(const std::filesystem::path& library) {
  const std::string file = base::read_text(library);
  if (file.compare(0, SELFMAG, ELFMAG) != 0)
    throw base::Error("not a shared library (no ELF file)");
  const Bytes bytes(file);
  const auto header = bytes.at<Elf64_Ehdr>(0);
  check_header(header);
  const auto section = [&](std::uint64_t i) {
    return bytes.at<Elf64_Shdr>(header.e_shoff + i * header.e_shentsize);
  };
  ElfFacts out;
  for (std::uint64_t i = 0; i < header.e_shnum; ++i) {
    const auto s = section(i);
    if (s.sh_type == SHT_DYNSYM) add_exports(bytes, s, section(s.sh_link), out);
    if (s.sh_type == SHT_DYNAMIC) add_needed(bytes, s, section(s.sh_link), out);
  }
  return out;
}

}  // namespace encore::plugin
