# OpenVINO (Apache-2.0), which runs the networks of encore.onnx-audio and encore.onnx-text: an
# installed one, else the pinned wheels of PyPI, checked by SHA-256 and unpacked in the build tree.
# Makes the target encore::openvino. Where there is none the plugins are left out and a status line
# says why; nothing else of Encore needs it.
#
# ENCORE_DOWNLOADS (option or environment) keeps the wheels for the next build folder.
option(ENCORE_OPENVINO "Build the plugins that run ONNX networks" ON)
if(DEFINED ENV{ENCORE_DOWNLOADS})
  set(downloads $ENV{ENCORE_DOWNLOADS})
elseif(DEFINED ENV{HOME})
  set(downloads $ENV{HOME}/.cache/encore/downloads)
else()
  set(downloads ${PROJECT_BINARY_DIR}/downloads)
endif()
set(ENCORE_DOWNLOADS ${downloads} CACHE PATH "Where downloaded archives are kept")

set(pypi https://files.pythonhosted.org/packages)
set(ENCORE_WHEELS_x86_64
  ${pypi}/dc/12/dcfe1316704aa47767352001b7351df90b71592bc1ee76a9852bf9850219/openvino-2026.4.1-22982-cp311-cp311-manylinux_2_28_x86_64.whl
  2d22b1da03f7caf74df30e9f6417d0ab2f637e4a38e08e1dcd294d2c37407aaf
  ${pypi}/8d/63/03b056370f6fa951256a1190b56e582b9315cab559e5338b3133b6eb87b1/openvino_tokenizers-2026.4.1.0-py3-none-manylinux_2_28_x86_64.whl
  f30dc9d6dd9e485b10495bcf72fc257f33bf35938da783fbb8f17c98c5ab517f)
set(ENCORE_WHEELS_aarch64
  ${pypi}/1b/82/704955b0134d2be51dd8d476dc60c55c08107d5a404b1a90bd3d8b7227a5/openvino-2026.4.1-22982-cp311-cp311-manylinux_2_35_aarch64.whl
  bea1eb3733c34ef331adc945da0ccda5937865031139073663be84c517ffda22
  ${pypi}/f0/8b/8ec5330aec4934c56f99959a03c73e45cd64da64182a50fbe86861a468fc/openvino_tokenizers-2026.4.1.0-py3-none-manylinux_2_31_aarch64.whl
  3281bb8ba2347b3be23b77ac1c9d8ea93b52b66a4ae781d9e0e4ee2b71dea313)

# Sets `problem` in the caller's scope, to "" when the file is there and is what it should be.
function(encore_download url sha256 file)
  set(found "")
  if(EXISTS ${file})
    file(SHA256 ${file} found)
  endif()
  if(NOT found STREQUAL sha256)
    message(STATUS "Downloading ${url}")
    file(DOWNLOAD ${url} ${file}.part STATUS status TLS_VERIFY ON INACTIVITY_TIMEOUT 30)
    list(GET status 0 code)
    if(NOT code EQUAL 0)
      list(GET status 1 reason)
      file(REMOVE ${file}.part)
      set(problem "${url} cannot be downloaded (${reason})" PARENT_SCOPE)
      return()
    endif()
    file(SHA256 ${file}.part found)
    if(NOT found STREQUAL sha256)
      file(REMOVE ${file}.part)
      set(problem "${url} has the SHA-256 ${found}, not ${sha256}" PARENT_SCOPE)
      return()
    endif()
    file(RENAME ${file}.part ${file})
  endif()
  set(problem "" PARENT_SCOPE)
endfunction()

# The wheels side by side in `folder`, the tokenisers beside the runtime's own libraries.
function(encore_unpack_openvino folder)
  set(wheels ${ENCORE_WHEELS_${CMAKE_SYSTEM_PROCESSOR}})
  if(NOT CMAKE_SYSTEM_NAME STREQUAL "Linux" OR NOT wheels)
    set(problem "no wheel for ${CMAKE_SYSTEM_NAME} on ${CMAKE_SYSTEM_PROCESSOR}" PARENT_SCOPE)
    return()
  endif()
  if(EXISTS ${folder}/complete)
    set(problem "" PARENT_SCOPE)
    return()
  endif()
  file(REMOVE_RECURSE ${folder})
  while(wheels)
    list(POP_FRONT wheels url sha256)
    get_filename_component(name ${url} NAME)
    encore_download(${url} ${sha256} ${ENCORE_DOWNLOADS}/${name})
    if(problem)
      set(problem "${problem}" PARENT_SCOPE)
      return()
    endif()
    if(name MATCHES "tokenizers")
      set(parts openvino_tokenizers/lib/*)
    else()
      set(parts openvino/libs/* openvino/include/* openvino/cmake/*)
    endif()
    file(ARCHIVE_EXTRACT INPUT ${ENCORE_DOWNLOADS}/${name} DESTINATION ${folder}
      PATTERNS ${parts} *.dist-info/*LICENSE *third-party-programs.txt)
  endwhile()
  file(RENAME ${folder}/openvino_tokenizers/lib/libopenvino_tokenizers.so
    ${folder}/openvino/libs/libopenvino_tokenizers.so)
  file(TOUCH ${folder}/complete)
  set(problem "" PARENT_SCOPE)
endfunction()

# What a program needs to run networks in float32 on the processor; nothing of other devices,
# formats or Python.
function(encore_install_openvino folder)
  file(GLOB libraries ${folder}/openvino/libs/libopenvino.so.* ${folder}/openvino/libs/libtbb*
    ${folder}/openvino/libs/libhwloc* ${folder}/openvino/libs/libopenvino_*_cpu_plugin.so
    ${folder}/openvino/libs/libopenvino_onnx_frontend.so.*
    ${folder}/openvino/libs/libopenvino_ir_frontend.so.*
    ${folder}/openvino/libs/libopenvino_tokenizers.so)
  install(FILES ${libraries} DESTINATION lib/encore/openvino)
  file(GLOB_RECURSE licenses ${folder}/*.dist-info/*)
  install(FILES ${licenses} DESTINATION share/doc/encore/openvino)
endfunction()

set(folder ${PROJECT_BINARY_DIR}/openvino-2026.4.1)
set(problem "ENCORE_OPENVINO is OFF")
if(ENCORE_OPENVINO)
  if(NOT EXISTS ${folder}/complete)
    # Its package takes a version that is asked for as "this year only", so it is compared here.
    find_package(OpenVINO QUIET COMPONENTS Runtime)
    if(OpenVINO_FOUND AND OpenVINO_VERSION VERSION_LESS 2024.0)
      set(OpenVINO_FOUND FALSE)
      unset(OpenVINO_DIR CACHE)
    endif()
  endif()
  if(OpenVINO_FOUND)
    set(problem "")
  else()
    encore_unpack_openvino(${folder})
    if(NOT problem)
      find_package(OpenVINO QUIET COMPONENTS Runtime PATHS ${folder}/openvino/cmake NO_DEFAULT_PATH)
      if(OpenVINO_FOUND)
        encore_install_openvino(${folder})
        set(ENCORE_OPENVINO_RPATH "$ORIGIN/../openvino")
      else()
        set(problem "the package in ${folder} cannot be used (${OpenVINO_NOT_FOUND_MESSAGE})")
      endif()
    endif()
  endif()
endif()
if(problem)
  message(STATUS "encore.onnx-audio and encore.onnx-text are left out: ${problem}")
else()
  message(STATUS "OpenVINO ${OpenVINO_VERSION} in ${OpenVINO_DIR}")
  add_library(encore::openvino INTERFACE IMPORTED GLOBAL)
  target_link_libraries(encore::openvino INTERFACE openvino::runtime)
endif()
