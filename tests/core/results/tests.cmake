encore_test(results_test SOURCES ${CMAKE_CURRENT_LIST_DIR}/chance_test.cpp
  ${CMAKE_CURRENT_LIST_DIR}/group_test.cpp
  ${CMAKE_CURRENT_LIST_DIR}/overlap_test.cpp ${CMAKE_CURRENT_LIST_DIR}/partition_test.cpp
  ${CMAKE_CURRENT_LIST_DIR}/profile_test.cpp
  ${CMAKE_CURRENT_LIST_DIR}/ranking_test.cpp ${CMAKE_CURRENT_LIST_DIR}/region_sets_test.cpp
  ${CMAKE_CURRENT_LIST_DIR}/table_test.cpp
  ${CMAKE_CURRENT_LIST_DIR}/warnings_test.cpp
  LINK encore_core_results)
