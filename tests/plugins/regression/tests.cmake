add_library(encore_abi_host STATIC ${CMAKE_CURRENT_LIST_DIR}/abi_host.cpp)
target_include_directories(encore_abi_host PUBLIC ${CMAKE_CURRENT_LIST_DIR})
target_link_libraries(encore_abi_host PUBLIC encore_flags encore::sdk Eigen3::Eigen BLAS::BLAS ${CMAKE_DL_LIBS})
target_compile_definitions(encore_abi_host PUBLIC
  ENCORE_RIDGE_PLUGIN="$<TARGET_FILE:encore_ridge>"
  ENCORE_BANDED_RIDGE_PLUGIN="$<TARGET_FILE:encore_banded_ridge>"
  ENCORE_KERNEL_RIDGE_PLUGIN="$<TARGET_FILE:encore_kernel_ridge>"
  ENCORE_PLS_PLUGIN="$<TARGET_FILE:encore_pls>")

foreach(name ridge ridge_edge_cases ridge_paths)
  encore_test(${name}_test SOURCES ${CMAKE_CURRENT_LIST_DIR}/${name}_test.cpp
    LINK encore_abi_host DEPENDS encore_ridge)
endforeach()
encore_test(kernel_ridge_test SOURCES ${CMAKE_CURRENT_LIST_DIR}/kernel_ridge_test.cpp
  LINK encore_abi_host DEPENDS encore_kernel_ridge)
encore_test(conservative_test SOURCES ${CMAKE_CURRENT_LIST_DIR}/conservative_test.cpp
  LINK encore_abi_host DEPENDS encore_ridge encore_kernel_ridge)
encore_test(pls_test SOURCES ${CMAKE_CURRENT_LIST_DIR}/pls_test.cpp
  LINK encore_abi_host DEPENDS encore_pls)
encore_test(regression_reference_test SOURCES ${CMAKE_CURRENT_LIST_DIR}/reference_test.cpp
  LINK encore_abi_host DEPENDS encore_ridge encore_banded_ridge encore_kernel_ridge encore_pls)
encore_test(banded_ridge_test SOURCES ${CMAKE_CURRENT_LIST_DIR}/banded_ridge_test.cpp
  LINK encore_abi_host DEPENDS encore_ridge encore_banded_ridge)
