include(${CMAKE_CURRENT_LIST_DIR}/fixtures/fixtures.cmake)

add_executable(plugin_host ${CMAKE_CURRENT_LIST_DIR}/plugin_host.cpp)
target_link_libraries(plugin_host PRIVATE encore_flags encore_core_plugin)
