# The binary contract, held fixed: v1.0/abi.h is the header as it was when ABI 1.0 was given to
# others, and is never edited. Sizes and places of everything in it must stay, a plugin that was
# built with it must load, and the header must be plain C11.
encore_test(abi_layout_test SOURCES ${CMAKE_CURRENT_LIST_DIR}/layout_test.cpp
  ${CMAKE_CURRENT_LIST_DIR}/frozen_v1_0.cpp LINK encore::sdk)
target_include_directories(abi_layout_test PRIVATE ${PROJECT_SOURCE_DIR})

add_library(abi_c11 OBJECT ${CMAKE_CURRENT_LIST_DIR}/header.c)
target_link_libraries(abi_c11 PRIVATE encore::sdk)
target_compile_options(abi_c11 PRIVATE -std=c11 -Wall -Wextra -Wpedantic -Werror)
add_library(abi_cxx11 OBJECT ${CMAKE_CURRENT_LIST_DIR}/header_cxx11.cpp)
target_include_directories(abi_cxx11 PRIVATE ${PROJECT_SOURCE_DIR}/sdk/include)
set_target_properties(abi_cxx11 PROPERTIES CXX_STANDARD 11)
target_compile_options(abi_cxx11 PRIVATE -Wall -Wextra -Wpedantic -Werror)
add_dependencies(abi_layout_test abi_c11 abi_cxx11)

# The folder v1.0 stands before the SDK's, under the same name of the header.
add_library(abi_old_plugin MODULE ${CMAKE_CURRENT_LIST_DIR}/old_plugin.c)
target_include_directories(abi_old_plugin PRIVATE ${CMAKE_CURRENT_LIST_DIR}/v1.0)
target_compile_options(abi_old_plugin PRIVATE -std=c11 -Wall -Wextra -Wpedantic)
set_target_properties(abi_old_plugin PROPERTIES PREFIX "" SUFFIX ".encoreplugin.so"
  C_VISIBILITY_PRESET hidden LIBRARY_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/tests/sdk/fixtures/old
  OUTPUT_NAME old)
encore_test(abi_old_plugin_test SOURCES ${CMAKE_CURRENT_LIST_DIR}/old_plugin_test.cpp
  LINK encore_core_plugin DEPENDS abi_old_plugin plugin_host)
