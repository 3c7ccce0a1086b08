encore_test(base_test SOURCES ${CMAKE_CURRENT_LIST_DIR}/base_test.cpp LINK encore_core_base)
