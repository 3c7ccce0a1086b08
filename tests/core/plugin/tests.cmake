foreach(name params catalog instance child check scaffold)
  encore_test(plugin_${name}_test SOURCES ${CMAKE_CURRENT_LIST_DIR}/${name}_test.cpp
    LINK encore_core_plugin DEPENDS encore_fixtures plugin_host)
endforeach()
