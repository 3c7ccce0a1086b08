// core/plan/fitted.hpp: models that an earlier run kept, and whether they belong to a study.
//
// A run keeps them in RUN/models/<subject>/<model> (docs/results.md).
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>

#include "core/plan/study.hpp"

namespace encore::plan {

// What must be the same where a model is fitted and where it is applied, as far as it is known
// before any work: delays, standardisation, plugins and their versions, parameters.
nlohmann::json fit_facts(const Study& study, std::size_t subject, std::size_t model);

// The folder of a model below the folder of its run.
std::filesystem::path kept_folder(const std::filesystem::path& run, const std::string& subject,
                                  const std::string& model);
// The folder in which encode.fitted finds a model.
std::filesystem::path fitted_folder(const Study& study, std::size_t subject, std::size_t model);

// Throws base::Error at encode.fitted for a model that is not there or was fitted otherwise.
// Parameters of features that differ are warnings: some only say where a matrix stands.
std::vector<std::string> check_fitted(const Study& study);

}  // namespace encore::plan
