foreach(part arrays bids derivatives design events leakage mask missing plays prepare run_file scaled_responses selection surface)
  encore_test(data_${part}_test SOURCES ${CMAKE_CURRENT_LIST_DIR}/${part}_test.cpp
    LINK encore_core_data)
endforeach()
