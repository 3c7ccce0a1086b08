foreach(name compose sound response design simulate)
  encore_test(simulate_${name}_test SOURCES ${CMAKE_CURRENT_LIST_DIR}/${name}_test.cpp
    LINK encore_core_simulate)
endforeach()
