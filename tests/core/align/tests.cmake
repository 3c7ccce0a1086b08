encore_test(align_test
  SOURCES ${CMAKE_CURRENT_LIST_DIR}/plan_test.cpp ${CMAKE_CURRENT_LIST_DIR}/build_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/resample_test.cpp ${CMAKE_CURRENT_LIST_DIR}/real_design_test.cpp
  LINK encore_core_align)
