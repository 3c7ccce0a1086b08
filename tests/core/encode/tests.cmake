encore_test(folds_test SOURCES ${CMAKE_CURRENT_LIST_DIR}/folds_test.cpp LINK encore_core_encode)
