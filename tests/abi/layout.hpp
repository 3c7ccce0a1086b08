// Layouts as data, so that two headers which define the same names can be compared.
#pragma once

#include <cstddef>
#include <map>
#include <string>

// "S name" frozen size, "G name" size that may grow, "F struct.field" offset and size in one
// number, "V name" value of a constant.
using Layout = std::map<std::string, std::size_t>;

#define STRUCT(s) {"S " #s, sizeof(s)},
#define GROWING(s) {"G " #s, sizeof(s)},
#define FIELD(s, f) {"F " #s "." #f, offsetof(s, f) * 1000 + sizeof(s::f)},
#define VALUE(v) {"V " #v, static_cast<std::size_t>(v)},

Layout frozen_v1_0();
