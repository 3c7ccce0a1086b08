include(${CMAKE_CURRENT_LIST_DIR}/fixtures/fixtures.cmake)

add_executable(plugin_host ${CMAKE_CURRENT_LIST_DIR}/plugin_host.cpp)
target_link_libraries(plugin_host PRIVATE encore_flags encore_core_plugin)

# Under a sanitizer, a plugin that is built without it leaves nothing to see; the fixtures are
# built with it and serve there.
if(NOT ENCORE_SANITIZE)
  add_test(NAME sdk_consume COMMAND ${CMAKE_CURRENT_LIST_DIR}/consume.sh ${PROJECT_BINARY_DIR}
    $<TARGET_FILE:plugin_host> ${PROJECT_BINARY_DIR}/tests/sdk/consume)
  set_tests_properties(sdk_consume PROPERTIES LABELS consume TIMEOUT 600 PROCESSORS 2)
endif()
