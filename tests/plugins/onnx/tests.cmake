set(ENCORE_ONNX_LINK encore_onnx encore_core_plugin encore_core_stimuli)
encore_test(onnx_passes_test
  SOURCES ${CMAKE_CURRENT_LIST_DIR}/passes_test.cpp
    ${PROJECT_SOURCE_DIR}/plugins/onnx_text/passes.cpp)
target_include_directories(onnx_passes_test PRIVATE ${PROJECT_SOURCE_DIR})
foreach(name find_public front_end model_folder opset public_models windows)
  encore_test(onnx_${name}_test SOURCES ${CMAKE_CURRENT_LIST_DIR}/${name}_test.cpp
    LINK ${ENCORE_ONNX_LINK})
endforeach()
if(TARGET encore_onnx_network)
  foreach(name audio text)
    encore_test(onnx_${name}_test SOURCES ${CMAKE_CURRENT_LIST_DIR}/${name}_test.cpp
      LINK encore_core_plugin encore_core_stimuli DEPENDS encore-onnx-audio encore-onnx-text)
  endforeach()
  encore_test(onnx_network_test SOURCES ${CMAKE_CURRENT_LIST_DIR}/network_test.cpp
    LINK encore_onnx_network)
  foreach(name families minilm)
    encore_test(onnx_${name}_test SOURCES ${CMAKE_CURRENT_LIST_DIR}/${name}_test.cpp
      LINK encore_onnx_network encore_array_files encore_core_io encore_core_plugin
        encore_core_stimuli DEPENDS encore-onnx-audio encore-onnx-text)
  endforeach()
endif()
