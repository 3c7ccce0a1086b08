set(ENCORE_FEATURE_PLUGINS encore-array encore-chroma encore-labels encore-mel encore-mfcc
  encore-mtf encore-noise encore-tempogram encore-text-tfidf)
encore_test(features_reference_test SOURCES ${CMAKE_CURRENT_LIST_DIR}/reference_test.cpp
  LINK encore_core_plugin encore_core_stimuli DEPENDS ${ENCORE_FEATURE_PLUGINS})
foreach(name array closed_form contract labels)
  encore_test(features_${name}_test SOURCES ${CMAKE_CURRENT_LIST_DIR}/${name}_test.cpp
    LINK encore_core_plugin encore_core_stimuli DEPENDS ${ENCORE_FEATURE_PLUGINS})
endforeach()
encore_test(features_text_tfidf_test SOURCES ${CMAKE_CURRENT_LIST_DIR}/text_tfidf_test.cpp
  LINK encore_core_io encore_core_plugin encore_core_stimuli DEPENDS ${ENCORE_FEATURE_PLUGINS})
encore_test(features_stft_test SOURCES ${CMAKE_CURRENT_LIST_DIR}/stft_test.cpp LINK encore_dsp)

add_executable(process_program ${CMAKE_CURRENT_LIST_DIR}/program.cpp)
target_link_libraries(process_program PRIVATE encore_flags nlohmann_json::nlohmann_json encore::hdf5)
encore_test(features_process_test SOURCES ${CMAKE_CURRENT_LIST_DIR}/process_test.cpp
  LINK encore_core_plugin encore_core_stimuli DEPENDS encore-process process_program)
target_compile_definitions(features_process_test PRIVATE
  ENCORE_TEST_PROGRAM="$<TARGET_FILE:process_program>")
