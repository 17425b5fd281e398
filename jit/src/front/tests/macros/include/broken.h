#pragma once
int fine;
int broken = missing;
