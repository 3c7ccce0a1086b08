encore_test(stimuli_test
  SOURCES ${CMAKE_CURRENT_LIST_DIR}/recording_test.cpp ${CMAKE_CURRENT_LIST_DIR}/shape_test.cpp
  LINK encore_core_stimuli)
