# encore_add_plugin(NAME sources...): a plugin library <NAME>.encoreplugin.so that exports nothing
# but its entry. In Encore's own tree it lands in ENCORE_PLUGIN_OUTPUT.
set(ENCORE_PLUGIN_MAP "${CMAKE_CURRENT_LIST_DIR}/plugin.map")

function(encore_add_plugin name)
  add_library(${name} MODULE ${ARGN})
  target_link_libraries(${name} PRIVATE encore::sdk)
  set_target_properties(${name} PROPERTIES
    PREFIX "" SUFFIX ".encoreplugin.so"
    CXX_VISIBILITY_PRESET hidden C_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON
    LINK_DEPENDS "${ENCORE_PLUGIN_MAP}")
  if(ENCORE_PLUGIN_OUTPUT)
    set_target_properties(${name} PROPERTIES LIBRARY_OUTPUT_DIRECTORY "${ENCORE_PLUGIN_OUTPUT}")
  endif()
  # Two plugins with a class of one name must not share its statics, and no symbol may be left
  # to be found in the host.
  target_compile_options(${name} PRIVATE $<$<CXX_COMPILER_ID:GNU>:-fno-gnu-unique>)
  target_link_options(${name} PRIVATE
    "-Wl,--exclude-libs,ALL" "-Wl,-z,defs" "-Wl,--version-script=${ENCORE_PLUGIN_MAP}")
endfunction()
