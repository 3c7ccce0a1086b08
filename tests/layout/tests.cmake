encore_test(layout_test SOURCES ${CMAKE_CURRENT_LIST_DIR}/layout_test.cpp)

# Other versions of clang-format break lines elsewhere.
find_program(ENCORE_CLANG_FORMAT NAMES clang-format-14 clang-format)
if(ENCORE_CLANG_FORMAT)
  execute_process(COMMAND ${ENCORE_CLANG_FORMAT} --version OUTPUT_VARIABLE format_version)
  if(format_version MATCHES "version 14\\.")
    add_test(NAME style.format COMMAND make --no-print-directory format-check
      CLANG_FORMAT=${ENCORE_CLANG_FORMAT} WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
  endif()
endif()
