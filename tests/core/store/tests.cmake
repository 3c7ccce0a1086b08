encore_test(store_test SOURCES ${CMAKE_CURRENT_LIST_DIR}/store_test.cpp LINK encore_core_store)
