foreach(name base blas_kernels)
  encore_test(${name}_test SOURCES ${CMAKE_CURRENT_LIST_DIR}/${name}_test.cpp LINK encore_core_base)
endforeach()
