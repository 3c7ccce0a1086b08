# The data set of real scans and recordings that tests and people can run recipes on.
add_executable(encore_real_data ${CMAKE_CURRENT_LIST_DIR}/lay_out.cpp)
target_link_libraries(encore_real_data PRIVATE encore_core_io)
encore_test(real_data_test SOURCES ${CMAKE_CURRENT_LIST_DIR}/real_data_test.cpp
  LINK encore_core_data DEPENDS encore_real_data)
target_compile_definitions(real_data_test PRIVATE
  ENCORE_REAL_DATA="$<TARGET_FILE:encore_real_data>")
