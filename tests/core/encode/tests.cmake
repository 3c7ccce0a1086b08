encore_test(encode_test SOURCES ${CMAKE_CURRENT_LIST_DIR}/split_test.cpp LINK encore_core_encode)
