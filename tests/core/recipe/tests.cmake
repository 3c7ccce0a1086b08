# Every recipe of tests/recipes names plugins, which must be there to be found.
encore_test(recipes_test SOURCES ${CMAKE_CURRENT_LIST_DIR}/recipes_test.cpp
  LINK encore_core_recipe DEPENDS encore encore_plugins)
