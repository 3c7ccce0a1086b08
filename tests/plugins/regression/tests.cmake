add_library(encore_abi_host STATIC ${CMAKE_CURRENT_LIST_DIR}/abi_host.cpp)
target_include_directories(encore_abi_host PUBLIC ${CMAKE_CURRENT_LIST_DIR})
target_link_libraries(encore_abi_host PUBLIC encore_flags encore::sdk Eigen3::Eigen ${CMAKE_DL_LIBS})
target_compile_definitions(encore_abi_host PUBLIC
  ENCORE_RIDGE_PLUGIN="$<TARGET_FILE:encore_ridge>"
  ENCORE_PLS_PLUGIN="$<TARGET_FILE:encore_pls>")

encore_test(ridge_test SOURCES ${CMAKE_CURRENT_LIST_DIR}/ridge_test.cpp
  LINK encore_abi_host DEPENDS encore_ridge)
