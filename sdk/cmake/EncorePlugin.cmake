# encore_add_plugin(NAME sources...): a plugin library <NAME>.encoreplugin.so that exports nothing
# but its entry. It lands in ENCORE_PLUGIN_OUTPUT and is installed to ENCORE_PLUGIN_INSTALL_DIR where
# these are set.
set_property(GLOBAL PROPERTY ENCORE_PLUGIN_MAP "${CMAKE_CURRENT_LIST_DIR}/plugin.map")

function(encore_add_plugin name)
  get_property(map GLOBAL PROPERTY ENCORE_PLUGIN_MAP)
  add_library(${name} MODULE ${ARGN})
  target_link_libraries(${name} PRIVATE encore::sdk)
  set_target_properties(${name} PROPERTIES
    PREFIX "" SUFFIX ".encoreplugin.so" POSITION_INDEPENDENT_CODE ON
    CXX_VISIBILITY_PRESET hidden C_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON
    LINK_DEPENDS "${map}")
  if(ENCORE_PLUGIN_OUTPUT)
    set_target_properties(${name} PROPERTIES LIBRARY_OUTPUT_DIRECTORY "${ENCORE_PLUGIN_OUTPUT}")
  endif()
  if(ENCORE_PLUGIN_INSTALL_DIR)
    install(TARGETS ${name} LIBRARY DESTINATION "${ENCORE_PLUGIN_INSTALL_DIR}")
  endif()
  # Two plugins with a class of one name must not share its statics.
  target_compile_options(${name} PRIVATE $<$<COMPILE_LANG_AND_ID:CXX,GNU>:-fno-gnu-unique>)
  target_link_options(${name} PRIVATE
    "-Wl,--exclude-libs,ALL" "-Wl,--version-script=${map}")

  # No symbol may be left to be found in the host by chance. A sanitizer's own symbols are: they
  # come from the program.
  set(flags "${CMAKE_CXX_FLAGS} ${CMAKE_MODULE_LINKER_FLAGS}")
  if(ENCORE_SANITIZE)
    target_compile_options(${name} PRIVATE
      -fsanitize=${ENCORE_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
    target_link_options(${name} PRIVATE -fsanitize=${ENCORE_SANITIZE})
  elseif(NOT flags MATCHES "-fsanitize")
    target_link_options(${name} PRIVATE "-Wl,-z,defs")
  endif()
endfunction()
