# The program itself, run as a child process. Each file is one entry of CTest, so that its tests
# share what the first of them computes; laboratories are simulated once for all.
add_library(e2e_support STATIC ${CMAKE_CURRENT_LIST_DIR}/program.cpp
  ${CMAKE_CURRENT_LIST_DIR}/outputs.cpp ${CMAKE_CURRENT_LIST_DIR}/arrays_lab.cpp)
target_link_libraries(e2e_support PUBLIC encore_core_io GTest::gtest)
target_compile_definitions(e2e_support PRIVATE ENCORE_PROGRAM="$<TARGET_FILE:encore>"
  ENCORE_TEST_DATA_DEFAULT="${ENCORE_TEST_DATA}")

# encore_e2e_test(NAME [LAB tiny] [LABEL slow] [LINK targets...]): tests/e2e/NAME_test.cpp.
function(encore_e2e_test name)
  cmake_parse_arguments(ARG "" "LAB;LABEL" "LINK;DEPENDS" ${ARGN})
  add_executable(e2e_${name}_test ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/${name}_test.cpp)
  target_link_libraries(e2e_${name}_test PRIVATE encore_flags e2e_support ${ARG_LINK}
    GTest::gtest_main)
  target_compile_definitions(e2e_${name}_test PRIVATE
    ENCORE_TEST_DATA_DEFAULT="${ENCORE_TEST_DATA}" ENCORE_SOURCE_DIR="${PROJECT_SOURCE_DIR}"
    ENCORE_BINARY_DIR="${PROJECT_BINARY_DIR}" ENCORE_LABS="${ENCORE_LABS}")
  add_dependencies(e2e_${name}_test encore encore_plugins ${ARG_DEPENDS})
  add_test(NAME e2e_${name} COMMAND e2e_${name}_test)
  set_tests_properties(e2e_${name} PROPERTIES TIMEOUT ${ENCORE_TEST_TIMEOUT} LABELS "e2e;${ARG_LABEL}")
  if(ARG_LAB)
    set_tests_properties(e2e_${name} PROPERTIES FIXTURES_REQUIRED lab_${ARG_LAB})
  endif()
endfunction()

foreach(lab tiny quickstart)
  add_test(NAME e2e_lab_${lab} COMMAND encore simulate ${ENCORE_LABS}/${lab} --preset ${lab}
    --force --quiet)
  set_tests_properties(e2e_lab_${lab} PROPERTIES FIXTURES_SETUP lab_${lab} LABELS e2e
    TIMEOUT ${ENCORE_TEST_TIMEOUT})
endforeach()

include(${PROJECT_SOURCE_DIR}/sdk/cmake/EncorePlugin.cmake)
set(ENCORE_PLUGIN_OUTPUT ${PROJECT_BINARY_DIR}/tests/sdk/fixtures/crash)
encore_add_plugin(fixture_crash ${CMAKE_CURRENT_LIST_DIR}/crash_plugin.cpp)
set_target_properties(fixture_crash PROPERTIES OUTPUT_NAME crash)

encore_e2e_test(acoustic_recipes LAB tiny)
encore_e2e_test(arrays LINK encore_core_stats)
encore_e2e_test(check LINK encore_core_recipe)
encore_e2e_test(folder LINK encore_core_recipe)
encore_e2e_test(statistics)
encore_e2e_test(overlap LAB tiny)
encore_e2e_test(group)
encore_e2e_test(leakage)
encore_e2e_test(guards LINK encore_core_recipe)
encore_e2e_test(evaluate LINK encore_core_stats encore_core_recipe)
encore_e2e_test(derivatives LINK encore_core_recipe)
encore_e2e_test(surfaces LINK encore_core_recipe)
encore_e2e_test(partition)
encore_e2e_test(regression)
encore_e2e_test(profile LAB tiny)
encore_e2e_test(fitted LAB tiny)
encore_e2e_test(run LAB tiny)
encore_e2e_test(text LAB tiny)
encore_e2e_test(process LAB tiny DEPENDS process_program)
target_compile_definitions(e2e_process_test PRIVATE
  ENCORE_TEST_PROGRAM="$<TARGET_FILE:process_program>")
encore_e2e_test(interrupt LAB tiny)
encore_e2e_test(wrong_data LINK encore_core_recipe)
encore_e2e_test(memory LINK encore_core_recipe)
encore_e2e_test(disk)
encore_e2e_test(real_input DEPENDS encore_real_data)
target_compile_definitions(e2e_real_input_test PRIVATE
  ENCORE_REAL_DATA="$<TARGET_FILE:encore_real_data>")
encore_e2e_test(plugin_failure LAB tiny DEPENDS encore_fixtures fixture_crash)
encore_e2e_test(science LAB quickstart LABEL slow)
if(TARGET encore_onnx_network)
  encore_e2e_test(models LAB tiny LINK encore_core_plugin encore_core_stimuli)
  encore_e2e_test(network_recipes LAB tiny)
  encore_e2e_test(extraction_interrupt LAB tiny)
endif()
