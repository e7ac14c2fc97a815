@echo off
rem Runs the Maven that .mvn\wrapper\maven-wrapper.properties pins, fetching it once: the twin of mvnw, which says why it
rem isn't the stock wrapper. Needs nothing but what Windows 10 brings: curl, tar and certutil.
setlocal EnableExtensions DisableDelayedExpansion

set "MVNW_VERSION="
set "MVNW_EXPECTED="
for /f "usebackq eol=# tokens=1,2 delims==" %%A in ("%~dp0.mvn\wrapper\maven-wrapper.properties") do (
  if "%%A"=="mavenVersion" set "MVNW_VERSION=%%B"
  if "%%A"=="distributionSha512Sum" set "MVNW_EXPECTED=%%B"
)
if not defined MVNW_VERSION goto :no_properties
if not defined MVNW_EXPECTED goto :no_properties

set "MVNW_DISTS=%USERPROFILE%\.m2\wrapper\dists"
if defined MAVEN_USER_HOME set "MVNW_DISTS=%MAVEN_USER_HOME%\wrapper\dists"
set "MVNW_HOME=%MVNW_DISTS%\apache-maven-%MVNW_VERSION%\%MVNW_EXPECTED:~0,32%"

if exist "%MVNW_HOME%\bin\mvn.cmd" goto :run
call :install
if errorlevel 1 exit /b 1

:run
call "%MVNW_HOME%\bin\mvn.cmd" %*
exit /b %ERRORLEVEL%

:install
set "MVNW_NAME=apache-maven-%MVNW_VERSION%"
set "MVNW_SCRATCH=%MVNW_DISTS%\.fetch.%RANDOM%%RANDOM%"
set "MVNW_ZIP=%MVNW_SCRATCH%\%MVNW_NAME%-bin.zip"
set "MVNW_URL=https://archive.apache.org/dist/maven/maven-3/%MVNW_VERSION%/binaries/%MVNW_NAME%-bin.zip"
if not exist "%MVNW_DISTS%\%MVNW_NAME%" mkdir "%MVNW_DISTS%\%MVNW_NAME%"
mkdir "%MVNW_SCRATCH%"
if errorlevel 1 (
  echo mvnw: cannot write "%MVNW_SCRATCH%" 1>&2
  exit /b 1
)

where /q mvn
if errorlevel 1 goto :download
echo mvnw: fetching Maven %MVNW_VERSION% with the mvn on the PATH 1>&2
pushd "%MVNW_SCRATCH%"
call mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy "-Dartifact=org.apache.maven:apache-maven:%MVNW_VERSION%:zip:bin" "-DoutputDirectory=." 1>&2 <nul
popd

:download
if exist "%MVNW_ZIP%" goto :verify
echo mvnw: fetching %MVNW_URL% 1>&2
"%SystemRoot%\System32\curl.exe" -fsSL --retry 2 -o "%MVNW_ZIP%" "%MVNW_URL%"
if errorlevel 1 (
  echo mvnw: Maven %MVNW_VERSION% could be had neither with mvn nor from %MVNW_URL% 1>&2
  goto :failed
)

:verify
set "MVNW_ACTUAL="
rem certutil prints a heading, the checksum and a closing line.
for /f "skip=1 delims=" %%H in ('certutil -hashfile "%MVNW_ZIP%" SHA512') do if not defined MVNW_ACTUAL set "MVNW_ACTUAL=%%H"
if not defined MVNW_ACTUAL (
  echo mvnw: certutil gave no checksum 1>&2
  goto :failed
)
set "MVNW_ACTUAL=%MVNW_ACTUAL: =%"
if /i not "%MVNW_ACTUAL%"=="%MVNW_EXPECTED%" (
  echo mvnw: Maven %MVNW_VERSION% as fetched has the SHA-512 %MVNW_ACTUAL%, not %MVNW_EXPECTED% 1>&2
  goto :failed
)
rem By its full name, because the tar of Git for Windows can't read a zip.
"%SystemRoot%\System32\tar.exe" -xf "%MVNW_ZIP%" -C "%MVNW_SCRATCH%"
if errorlevel 1 goto :failed
rem Another mvnw may have been faster: then its copy serves.
if not exist "%MVNW_HOME%\bin\mvn.cmd" move "%MVNW_SCRATCH%\%MVNW_NAME%" "%MVNW_HOME%" >nul
if not exist "%MVNW_HOME%\bin\mvn.cmd" (
  echo mvnw: cannot write "%MVNW_HOME%" 1>&2
  goto :failed
)
if exist "%MVNW_HOME%\%MVNW_NAME%" rmdir /s /q "%MVNW_HOME%\%MVNW_NAME%"
rmdir /s /q "%MVNW_SCRATCH%"
exit /b 0

:failed
rmdir /s /q "%MVNW_SCRATCH%"
exit /b 1

:no_properties
echo mvnw: .mvn\wrapper\maven-wrapper.properties names no version or no checksum 1>&2
exit /b 1
