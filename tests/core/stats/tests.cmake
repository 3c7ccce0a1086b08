encore_test(stats_test
  SOURCES ${CMAKE_CURRENT_LIST_DIR}/carried_over_test.cpp ${CMAKE_CURRENT_LIST_DIR}/ceiling_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/compare_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/gaussian_test.cpp ${CMAKE_CURRENT_LIST_DIR}/group_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/common_correlation_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/orders_test.cpp ${CMAKE_CURRENT_LIST_DIR}/overlap_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/paired_test.cpp ${CMAKE_CURRENT_LIST_DIR}/permutation_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/score_test.cpp ${CMAKE_CURRENT_LIST_DIR}/shared_clips_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/shared_stretches_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/significance_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/split_half_test.cpp ${CMAKE_CURRENT_LIST_DIR}/stretches_test.cpp
  LINK encore_core_stats)
