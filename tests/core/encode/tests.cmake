encore_test(folds_test SOURCES ${CMAKE_CURRENT_LIST_DIR}/folds_test.cpp LINK encore_core_encode)
encore_test(encode_test SOURCES ${CMAKE_CURRENT_LIST_DIR}/deal_test.cpp
  ${CMAKE_CURRENT_LIST_DIR}/split_test.cpp LINK encore_core_encode)
encore_test(checkpoints_test SOURCES ${CMAKE_CURRENT_LIST_DIR}/checkpoints_test.cpp
  LINK encore_core_encode encore_core_plugin DEPENDS encore_ridge plugin_host)
encore_test(centre_test SOURCES ${CMAKE_CURRENT_LIST_DIR}/centre_test.cpp
  LINK encore_core_encode encore_core_plugin DEPENDS encore_ridge plugin_host)
