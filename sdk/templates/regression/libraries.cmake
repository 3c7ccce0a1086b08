# What the plugin links to, beside the SDK. Eigen is headers only.
find_package(Eigen3 3.3 REQUIRED NO_MODULE)
target_link_libraries(@NAME@ PRIVATE Eigen3::Eigen)
target_compile_definitions(@NAME@ PRIVATE EIGEN_DONT_PARALLELIZE EIGEN_MPL2_ONLY)
