encore_test(plan_test
  SOURCES ${CMAKE_CURRENT_LIST_DIR}/test_orders_test.cpp
  LINK encore_core_plan)
