include(${CMAKE_CURRENT_LIST_DIR}/fixtures/fixtures.cmake)

add_executable(plugin_host ${CMAKE_CURRENT_LIST_DIR}/plugin_host.cpp)
target_link_libraries(plugin_host PRIVATE encore_flags encore_core_plugin)

encore_test(sdk_adapters_test SOURCES ${CMAKE_CURRENT_LIST_DIR}/adapters_test.cpp
  LINK encore::sdk Eigen3::Eigen)
target_compile_definitions(sdk_adapters_test PRIVATE ARMA_DONT_USE_WRAPPER ARMA_DONT_USE_OPENMP
  ARMA_DONT_USE_BLAS ARMA_DONT_USE_LAPACK)

# Under a sanitizer, a plugin that is built without it leaves nothing to see; the fixtures are
# built with it and serve there.
if(NOT ENCORE_SANITIZE)
  add_test(NAME sdk_consume COMMAND ${CMAKE_CURRENT_LIST_DIR}/consume.sh ${PROJECT_BINARY_DIR}
    $<TARGET_FILE:encore> ${ENCORE_LABS}/tiny ${PROJECT_BINARY_DIR}/tests/sdk/consume)
  set_tests_properties(sdk_consume PROPERTIES LABELS consume TIMEOUT 600 PROCESSORS 2
    FIXTURES_REQUIRED lab_tiny)
endif()
add_test(NAME sdk_own_plugins COMMAND ${CMAKE_CURRENT_LIST_DIR}/check_own.sh
  $<TARGET_FILE:plugin_host> ${PROJECT_BINARY_DIR}/lib/encore/plugins
  $<TARGET_FILE:process_program>)
set_tests_properties(sdk_own_plugins PROPERTIES TIMEOUT 300 PROCESSORS 2)
