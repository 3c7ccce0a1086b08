// encore/sdk.hpp: all of the C++ SDK but the linear-algebra adapters.
//
// Header-only and compiled into the plugin: nothing of C++ crosses the boundary, so a plugin may
// use its own compiler, standard library and flags. A whole plugin stands in docs/plugins.md.
#pragma once

#include "encore/call.hpp"
#include "encore/error.hpp"
#include "encore/features.hpp"
#include "encore/generator.hpp"
#include "encore/params.hpp"
#include "encore/plugin.hpp"
#include "encore/random.hpp"
#include "encore/regression.hpp"
#include "encore/retrieval.hpp"
#include "encore/stream.hpp"
#include "encore/view.hpp"
