# Debian packages, by `cpack` in the build folder: scalescope-cli, scalescope, and scalescope-cuda where the module is built.
include(GNUInstallDirs)
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME scalescope)
set(CPACK_PACKAGE_VERSION ${PROJECT_VERSION})
set(CPACK_PACKAGE_CONTACT "ScaleScope developers <scalescope@localhost>")
# Each package has its own, with its description.
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
# As Debian's own tools make folders, whatever the umask of who builds is.
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
  OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)

set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_COMPONENTS_GROUPING ONE_PER_GROUP)
set(CPACK_COMPONENTS_ALL cli)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION science)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)

set(what "ScaleScope trains one network under two or more precision settings, from the
same initial weights on the same batches, and shows where, when and why the
low-precision run departs from FP32: loss, loss scale, overflowed and skipped
steps, underflow, per tensor.")

set(CPACK_DEBIAN_CLI_PACKAGE_NAME scalescope-cli)
set(CPACK_DEBIAN_CLI_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_CLI_PACKAGE_RECOMMENDS dataset-fashion-mnist)
set(CPACK_DEBIAN_CLI_PACKAGE_SUGGESTS "python3-torch, scalescope")
set(CPACK_DEBIAN_CLI_DESCRIPTION "mixed-precision training laboratory, command line
${what}
.
This package has the command line program, which needs neither Qt nor a
display, the lessons and the documentation.")

if(SCALESCOPE_UI)
  list(APPEND CPACK_COMPONENTS_ALL desktop)
  set(CPACK_DEBIAN_DESKTOP_PACKAGE_NAME scalescope)
  set(CPACK_DEBIAN_DESKTOP_PACKAGE_SHLIBDEPS ON)
  set(CPACK_DEBIAN_DESKTOP_PACKAGE_DEPENDS "scalescope-cli (= ${PROJECT_VERSION})")
  set(CPACK_DEBIAN_DESKTOP_PACKAGE_RECOMMENDS "dataset-fashion-mnist, qt6-wayland, qt6-translations-l10n")
  set(CPACK_DEBIAN_DESKTOP_PACKAGE_SUGGESTS python3-torch)
  set(CPACK_DEBIAN_DESKTOP_DESCRIPTION "mixed-precision training laboratory
${what}
.
This package has the desktop program, with live plots, an inspector of every
tensor and guided lessons.")
endif()

if(TARGET scalescope_cuda)
  list(APPEND CPACK_COMPONENTS_ALL cuda)
  set(CPACK_DEBIAN_CUDA_PACKAGE_NAME scalescope-cuda)
  # CUDA and cuDNN often come from elsewhere: the program says which one it does not find.
  set(CPACK_DEBIAN_CUDA_PACKAGE_SHLIBDEPS OFF)
  set(CPACK_DEBIAN_CUDA_PACKAGE_DEPENDS "libc6, scalescope-cli (= ${PROJECT_VERSION})")
  set(CPACK_DEBIAN_CUDA_DESCRIPTION "mixed-precision training laboratory, NVIDIA GPUs
${what}
.
This package has the module for NVIDIA GPUs. It needs cuDNN 9 and CUDA ${CUDAToolkit_VERSION_MAJOR}.")
endif()

# What Debian asks of every package's documents.
foreach(component ${CPACK_COMPONENTS_ALL})
  string(TOUPPER ${component} upper)
  set(PACKAGE ${CPACK_DEBIAN_${upper}_PACKAGE_NAME})
  set(folder ${PROJECT_BINARY_DIR}/debian/${PACKAGE})
  configure_file(app/packaging/changelog.in ${folder}/changelog @ONLY)
  execute_process(COMMAND gzip -9nkf ${folder}/changelog COMMAND_ERROR_IS_FATAL ANY)
  install(FILES ${folder}/changelog.gz app/packaging/copyright DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/${PACKAGE}
    COMPONENT ${component})
endforeach()

include(CPack)
