encore_test(features_test
  SOURCES ${CMAKE_CURRENT_LIST_DIR}/chunks_test.cpp ${CMAKE_CURRENT_LIST_DIR}/rates_test.cpp
  LINK encore_core_features)
