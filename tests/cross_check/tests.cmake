# Encore's numbers beside those of SciPy and nilearn. Runs where ENCORE_TEST_PYTHON, in the
# environment, names a Python that has them; skipped elsewhere.
add_executable(cross_check_test ${CMAKE_CURRENT_LIST_DIR}/cross_check_test.cpp)
target_link_libraries(cross_check_test PRIVATE encore_flags e2e_support encore_core_stats
  encore_core_data GTest::gtest_main)
target_compile_definitions(cross_check_test PRIVATE ENCORE_SOURCE_DIR="${PROJECT_SOURCE_DIR}"
  ENCORE_TEST_DATA_DEFAULT="${ENCORE_TEST_DATA}")
add_dependencies(cross_check_test encore encore_plugins)
add_test(NAME cross_check COMMAND cross_check_test)
set_tests_properties(cross_check PROPERTIES TIMEOUT 300 LABELS "e2e"
  SKIP_REGULAR_EXPRESSION "skipped: ENCORE_TEST_PYTHON")
