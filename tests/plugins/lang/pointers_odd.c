// Declarators: pointers to arrays, arrays of pointers, functions that return pointers to functions, casts, void *.
int matrix[3][4] = { { 1, 2, 3, 4 }, { 5, 6, 7, 8 }, { 9, 10, 11, 12 } };
int (*rows)[4] = matrix;
int *picks[3] = { &matrix[0][3], matrix[1], *(matrix + 2) + 1 };
int (*(*nested)[3]) = &picks;
char text[] = "pointers";
int add(int a, int b) { return a + b; }
int mul(int a, int b) { return a * b; }
int (*select_(char op))(int, int) { return op == '+' ? add : op == '*' ? &mul : 0; }
int (*(*selector)(char))(int, int) = select_;
int (*ops[2])(int, int) = { add, mul };
int (*(*ops_pointer)[2])(int, int) = &ops;
int row_sum(int row[4]) { return row[0] + row[1] + row[2] + row[3] + (sizeof row == 4); }
int total(int m[][4], int n) { int s = 0; while (n-- > 0) s += row_sum(m[n]); return s; }
int diff(const void *a, const void *b) { return (const char *)a - (const char *)b; }
struct node { struct node *next, **back; int value; } chain[3];
const int *const fixed = &matrix[1][1];
int *volatile moving = &matrix[0][0];

int main(void)
{
    int i, (*p)[4], **pp = picks, *q;
    char *c = text, **cc = &c;
    unsigned address;
    void *any = matrix;
    if (rows[1][2] != 7 || (*rows)[1] != 2 || *rows[2] != 9 || **(rows + 1) != 5 || *(*(rows + 2) + 3) != 12) return 1;
    if (*picks[0] != 4 || picks[1][3] != 8 || *picks[2] != 10 || *(*nested)[1] != 5 || **pp++ != 4 || **pp != 5) return 2;
    if (select_('+')(3, 4) != 7 || (*selector)('*')(3, 4) != 12 || selector('?') || (*ops_pointer)[1](5, 6) != 30) return 3;
    if (total(matrix, 3) != 78 + 3 || row_sum(&matrix[0][1]) != 2 + 3 + 4 + 5 + 1) return 4;
    for (p = matrix, i = 0; p < matrix + 3; p++) i += (*p)[p - matrix];
    if (i != 1 + 6 + 11 || p - matrix != 3 || (char *)p - (char *)matrix != 48 || &matrix[3] - &matrix[1] != 2) return 5;
    if (diff(&matrix[2][1], matrix) != 36 || diff(text, text + 8) != -8 || diff(&chain[2], chain + 1) != 12) return 6;
    while (*++*cc) ;
    if (c != text + 8 || *--c != 's' || c[-7] != 'p') return 7;
    q = (int *)any + 5;
    if (*q != 6 || q[-5] != 1 || *((short *)q + 1) || ((unsigned char *)q)[0] != 6 || *--q != 5 || *q++ != 5 || ++*q != 7) return 8;
    address = (unsigned)q;
    if (*(int *)(address + 4) != 7 || (int *)(address + 4) != q + 1 || (int)(q + 1) - (int)q != 4) return 9;
    for (i = 0; i < 3; i++) {
        chain[i].value = i;
        chain[i].next = i < 2 ? &chain[i + 1] : 0;
        chain[i].back = i ? &chain[i - 1].next : 0;
    }
    if (chain->next->next->value != 2 || (*chain[2].back)->value != 2 || (**chain[1].back).next->value != 2) return 10;
    if (!chain[0].next || chain[2].next || (chain[0].next && chain->next->value != 1) || (q == 0) || !q) return 11;
    if (*fixed != 7 || *moving++ != 1 || *moving != 2 || (moving > &matrix[0][0]) != 1 || moving - 1 != matrix[0]) return 12;
    if (sizeof(int (*)[4]) != 4 || sizeof(*rows) != 16 || sizeof(matrix[0]) / sizeof matrix[0][0] != 4 || sizeof &matrix != 4) return 13;
    return 0;
}
