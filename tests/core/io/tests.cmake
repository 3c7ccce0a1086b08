encore_test(io_hdf5_test SOURCES ${CMAKE_CURRENT_LIST_DIR}/hdf5_test.cpp LINK encore_core_io)
encore_test(io_unpack_test SOURCES ${CMAKE_CURRENT_LIST_DIR}/unpack_test.cpp LINK encore_core_io)
encore_test(io_table_test SOURCES ${CMAKE_CURRENT_LIST_DIR}/table_test.cpp LINK encore_core_io)
encore_test(io_nifti_test
  SOURCES ${CMAKE_CURRENT_LIST_DIR}/nifti_test.cpp ${CMAKE_CURRENT_LIST_DIR}/nifti_bad_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/nifti_damage_test.cpp
  LINK encore_core_io)
encore_test(io_surface_test
  SOURCES ${CMAKE_CURRENT_LIST_DIR}/gifti_test.cpp ${CMAKE_CURRENT_LIST_DIR}/cifti_test.cpp
  LINK encore_core_io)
