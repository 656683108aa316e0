#include <iostream>

#include "connector/cli/app.h"

int main(int argc, char** argv) {
  return estafeta::cli::run(argc, argv, std::cout, std::cerr);
}
